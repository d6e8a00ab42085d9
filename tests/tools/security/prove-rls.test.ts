import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createPool } from "../../../src/postgres/pool.ts";
import { addressFromUrl } from "../../../src/postgres/url.ts";
import type { Deps } from "../../../src/core/deps.ts";
import { proveRls } from "../../../tools/security/prove-rls.ts";
import { noNeon } from "../../helpers/deps.ts";
import { localNeon, type LocalNeon } from "../../helpers/local-neon.ts";
import { testDatabase, type TestDatabase } from "../../helpers/postgres.ts";
import { serveNeon } from "../../helpers/served.ts";
import { openSession } from "../../src/query/session.ts";
import { journal } from "../../src/rls/prove/planted/journal.ts";
import { call } from "../../src/rls/prove/stage.ts";

let database: TestDatabase;
let deps: Deps;
beforeAll(async () => {
  database = await testDatabase(journal.ddl.replaceAll("planted_web", "proved_web"));
  await database.runAsSuperuser("drop extension pg_stat_statements");
  const pool = createPool({ deployment: "url", address: async () => addressFromUrl(database.url) });
  deps = { access: "guarded", session: ({ signal }) => pool.open({ signal }), ...noNeon, shadow };
});
afterAll(() => database[Symbol.asyncDispose]());

const shadow: Deps["shadow"] = async () => {
  const made = await testDatabase();
  await made.runAsSuperuser("drop extension pg_stat_statements");
  const session = await openSession(made.url);
  return {
    session,
    connect: () => openSession(made.url),
    async adopt(roles) {
      for (const role of roles)
        await made.runAsSuperuser(
          `grant "${role}" to ${new URL(made.url).username} with inherit false, set true`,
        );
    },
    async [Symbol.asyncDispose]() {
      await session[Symbol.asyncDispose]();
      await made[Symbol.asyncDispose]();
    },
  };
};

const intent = { ...journal.intent, application_role: "proved_web" };

test("a target's policies are proven on a copy of its schema, and nothing is left on it", async () => {
  const input = proveRls.input.parse({ intent });
  const output = await proveRls.run(input, deps, call);
  expect(output.failed).toEqual([]);
  expect(output.passed).toBe(true);
  expect(output.cells).toBeGreaterThan(400);
  expect(output.mutations.caught).toBeGreaterThan(output.mutations.total / 2);
  expect(output.pgtap).toContain("select plan(");
  expect(output.target.database).toBe(database.name);
  expect(await database.run("select * from entries")).toEqual([]);
  const { head, data, next } = proveRls.render(proveRls.output.parse(output));
  expect(head).toMatch(/^Proven \(measured, \d+ ms\): \d+ cells went as the intent says; /);
  expect(data).toMatch(/^public\.entries: ---- no context, .*; SIUD user 1 of tenant A, /m);
  expect(next).toContain("pgtap");
});

test.each(["shadow", "branch"])("a table that is not there costs no %s", async (on) => {
  const [table] = intent.tables;
  const wrong = { ...intent, tables: [{ ...table, table: "profile_s" }] };
  const none: Deps = {
    ...deps,
    shadow: () => Promise.reject(new Error("a shadow was made")),
    temporaryBranch: () => Promise.reject(new Error("a branch was made")),
  };
  const proving = proveRls.run(proveRls.input.parse({ intent: wrong, on }), none, call);
  await expect(proving).rejects.toMatchObject({ code: "INVALID_INPUT" });
});

test("what is wrong is said first, with the way on", async () => {
  await database.run("alter policy own_select on entries using (not is_deleted)");
  const output = await proveRls.run(proveRls.input.parse({ intent }), deps, call);
  const { head, data, next } = proveRls.render(proveRls.output.parse(output));
  expect(output.passed).toBe(false);
  expect(head).toMatch(/^Not proven \(measured\): \d+ of \d+ cells went another way, 0 ways round/);
  expect(data).toMatch(
    /^public\.entries, proved_web, select \(.*\): expected (?:nothing|\d+ rows?), got \d+ rows/,
  );
  expect(next).toContain("generate_rls");
});

test("DDL has no branch, and an intent that is not one is refused with its places", async () => {
  const run = (input: object) =>
    proveRls.run(proveRls.input.parse({ intent, ...input }), deps, call);
  await expect(run({ ddl: "select 1", on: "branch" })).rejects.toMatchObject({
    code: "INVALID_INPUT",
  });
  await expect(run({ intent: { tables: [] } })).rejects.toMatchObject({
    code: "INVALID_INPUT",
    quoted: expect.stringContaining("intent.context"),
  });
});

describe("on a branch", () => {
  let neon: LocalNeon;
  let server: ReturnType<typeof serveNeon>;
  const onMain = async (sql: string): Promise<readonly Record<string, unknown>[]> => {
    await using session = await server.config.deps.session({
      intent: "write",
      signal: call.signal,
    });
    return session.query(sql);
  };
  const branchNames = async (): Promise<string[]> => {
    const projectId = (await neon.api.listProjects({})).data.projects[0]?.id ?? "";
    const { branches } = (await neon.api.listProjectBranches({ projectId })).data;
    return branches.map(({ name }) => name);
  };
  const prove = () =>
    proveRls.run(
      proveRls.input.parse({ intent: shopIntent, on: "branch" }),
      server.config.deps,
      call,
    );

  beforeAll(async () => {
    neon = await localNeon();
    server = serveNeon(neon, ["--access", "full"]);
    await onMain(`do $do$ begin ${shop} end $do$`);
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await neon[Symbol.asyncDispose]();
  });

  test("policies are proven next to the rows that are there, and the branch is gone", async () => {
    const output = await prove();
    expect(output.failed).toEqual([]);
    expect(output.passed).toBe(true);
    expect(output.cells).toBeGreaterThan(400);
    expect(output.plans).toEqual([
      expect.objectContaining({
        table: "public.staff",
        detail: expect.stringMatching(/^90 rows of its own; no subquery per row/),
      }),
      expect.objectContaining({
        table: "public.orders",
        detail: expect.stringMatching(/^3000 rows of its own; no subquery per row/),
      }),
      expect.objectContaining({ table: "public.order_lines" }),
    ]);
    expect(output.notes).toContainEqual(expect.stringContaining("without WHERE are left out"));
    const { survived } = output.mutations;
    expect(survived.filter(({ reason }) => reason.startsWith("No cell tells it"))).toEqual([]);
    expect(survived).toContainEqual(
      expect.objectContaining({ reason: expect.stringContaining("BYPASSRLS") }),
    );
    expect(output.target.branch).toMatch(/rls/);
    expect(await branchNames()).toEqual(["main"]);
    expect(await onMain("select count(*)::int as n from public.orders")).toEqual([{ n: 3000 }]);
  });
});

/** Shops with rows of their own, some of them of no tenant. */
const shop = `
  create role branch_web nologin;
  create table public.shops (id int primary key generated always as identity, name text not null unique);
  create table public.staff (shop_id int not null references public.shops, user_id uuid not null, role text not null check (role in ('boss', 'clerk')), primary key (shop_id, user_id));
  create table public.orders (id bigint primary key generated always as identity, shop_id int references public.shops, number text not null, note text, unique (shop_id, number));
  create table public.order_lines (id bigserial primary key, order_id bigint not null references public.orders on delete cascade, amount numeric(10,2) not null check (amount >= 0), label text);
  create index on public.order_lines (order_id);
  insert into public.shops (name) select 'shop ' || i from generate_series(1, 30) i;
  insert into public.staff select i, ('00000000-0000-4000-8000-' || lpad((i * 10 + j)::text, 12, '0'))::uuid, case j when 1 then 'boss' else 'clerk' end from generate_series(1, 30) i, generate_series(1, 3) j;
  insert into public.orders (shop_id, number) select case when i % 10 > 0 then 1 + i % 30 end, 'n' || i from generate_series(1, 3000) i;
  insert into public.order_lines (order_id, amount) select 1 + i % 3000, i from generate_series(1, 6000) i;
  create function public.acting_user() returns uuid language sql stable as $$ select case when pg_input_is_valid(current_setting('app.user_id', true), 'uuid') then nullif(current_setting('app.user_id', true), '')::uuid end $$;
  alter table public.staff enable row level security; alter table public.staff force row level security;
  alter table public.orders enable row level security; alter table public.orders force row level security;
  alter table public.order_lines enable row level security; alter table public.order_lines force row level security;
  grant select on public.staff to branch_web;
  grant select, insert, update, delete on public.orders, public.order_lines to branch_web;
  grant usage on all sequences in schema public to branch_web;
  create policy own on public.staff for select to branch_web using (user_id = (select public.acting_user()));
  create policy members on public.orders to branch_web using (shop_id = any (array(select shop_id from public.staff))) with check (shop_id = any (array(select shop_id from public.staff)));
  create policy members on public.order_lines to branch_web using (order_id in (select id from public.orders)) with check (order_id in (select id from public.orders));
  create view public.numbers with (security_invoker = true) as select id, number from public.orders;
  grant select on public.numbers to branch_web;`;

const member = {
  select: "member",
  insert: "member",
  update: "member",
  delete: "member",
} as const;
const shopIntent = {
  context: { kind: "setting", name: "app.user_id", type: "uuid" },
  application_role: "branch_web",
  members: { table: "staff", tenant: "shop_id", user: "user_id", role: "role" },
  tables: [
    {
      table: "staff",
      tenant: "shop_id",
      owner: "user_id",
      allow: { select: "owner", insert: "nobody", update: "nobody", delete: "nobody" },
    },
    { table: "orders", tenant: "shop_id", allow: member },
    { table: "order_lines", parent: { column: "order_id", table: "orders" }, allow: member },
  ],
};
