import { afterAll, beforeAll, expect, test } from "vitest";
import { ToolError } from "../../../../src/core/errors.ts";
import { testDatabase, type TestDatabase } from "../../../helpers/postgres.ts";
import { importBetween, shareShadows } from "./harness.ts";

/** One table of two parts, several of one, and what has to wait for rows. */
const SOURCE = `
  create type state as enum ('open', 'closed');
  create table users (id int generated always as identity primary key, name text not null unique, doubled int generated always as (id * 2) stored);
  create table tasks (id bigserial primary key, user_id int not null references users, title text, state state default 'open',
    at timestamptz default now(), price numeric(10, 2), tags text[], body bytea, changes int not null default 0);
  create index on tasks (user_id, at);
  create table nothing ();
  create table events (id int, at date, note text, primary key (id, at)) partition by range (at);
  create table events_1 partition of events for values from ('2026-01-01') to ('2026-02-01');
  create table events_rest partition of events default;
  create table large (id int primary key, v text);
  create table kinds (b bool, i2 int2, f4 real, f8 float8, n numeric, m numeric(12, 3), c char(5), v varchar(9)[], u uuid, t time(3), tz timetz, ts timestamp(3),
    tt timestamptz, iv interval, j json, jb jsonb, ip inet, net cidr, mac macaddr, days date[], raw bytea);
  create function count_change() returns trigger language plpgsql as 'begin new.changes := new.changes + 1; return new; end';
  create trigger count_change before insert or update on tasks for each row execute function count_change();
  create view open_tasks as select t.*, u.name from tasks t join users u on u.id = t.user_id where t.state = 'open';
  create materialized view per_user as select user_id, count(*) from tasks group by 1;
  create unique index on per_user (user_id);
  alter table tasks enable row level security;
  create policy everyone on tasks using (true);
  insert into users (name) select E'n\\t\\\\' || i from generate_series(1, 300) i;
  insert into tasks (user_id, title, state, price, tags, body)
    select 1 + i % 300, case when i % 5 = 0 then null else E'line\\n' || i end, 'open', i / 7.0, array['a', null, 'ü"'], '\\x00ff5c'
      from generate_series(1, 3000) i;
  insert into events select i, '2026-01-01'::date + i, 'x' from generate_series(1, 100) i;
  insert into kinds select i % 2 = 0, -i, i / 3.0, 'NaN', i ^ 9.5, -i / 7.0, 'ä', array['a', null, E'\\n'], gen_random_uuid(), '12:00:00.123', '01:02:03+05:30', 'infinity',
    now(), '1 mon -3 days 4.5 s', '{"b": 1,  "a": 2}', '{"a": 1.10}', '10.0.0.1/24', '::1/128', '08:00:2b:01:02:03', array[['2026-01-01', null], ['infinity', '0001-01-01 BC']]::date[], '\\x00ff'
    from generate_series(1, 50) i;
  insert into kinds default values;
  insert into large select i, 'x' from generate_series(1, 30000) i;
  analyze`;

let source: TestDatabase;
let shadows: AsyncDisposable;
beforeAll(async () => {
  source = await testDatabase(SOURCE);
  shadows = shareShadows(source.url);
});
afterAll(async () => {
  await shadows[Symbol.asyncDispose]();
  await source[Symbol.asyncDispose]();
});

const refusal = async (work: Promise<unknown>): Promise<ToolError> => {
  const error: unknown = await work.then(
    () => new Error("it did not refuse"),
    (reason: unknown) => reason,
  );
  if (error instanceof ToolError) return error;
  throw error;
};

const value = async (on: TestDatabase, sql: string): Promise<unknown> =>
  Object.values((await on.run(sql))[0] ?? {})[0];

test("a database is imported whole, and its copy is proven equal", async () => {
  await using target = await testDatabase();
  const planned = await importBetween(source.url, target.url, { dry_run: true });
  expect(planned).toMatchObject({ dry_run: true, questions: [] });
  expect(planned.notes.join("\n")).toMatch(/Proof: (\d+) of \1 steps executed on a shadow\./);
  expect(planned.tables.find(({ table }) => table === "public.large")).toMatchObject({
    rows: 30_000,
    evidence: "estimated",
  });
  expect(await value(target, "select count(*) from pg_tables where schemaname = 'public'")).toBe(
    "0",
  );

  const result = await importBetween(source.url, target.url);
  const counts = Object.fromEntries(result.tables.map(({ table, rows }) => [table, rows]));
  expect(counts).toMatchObject({
    "public.users": 300,
    "public.tasks": 3000,
    "public.events_1": 30,
    "public.large": 30_000,
  });
  expect(result.notes[1]).toBe(
    "Verified: all rows of 6 tables are those of the source's snapshot, by counts and checksums.",
  );
  expect(result.notes.filter((note) => note.startsWith("Refused"))).toEqual([]);
  expect(JSON.stringify(result)).not.toContain(new URL(source.url).password);
  // no trigger has fired for what was copied, and all work from now on
  expect(await value(target, "select max(changes) from tasks")).toBe(1);
  const added = "insert into tasks (user_id) values (1) returning id, changes, state";
  expect(await target.run(added)).toEqual([{ id: "3001", changes: 1, state: "open" }]);
  await expect(target.run("insert into tasks (user_id) values (9999)")).rejects.toThrow(
    "foreign key",
  );
  expect(await value(target, "select count(*)::int from per_user")).toBe(300);
  expect(await value(target, "insert into users (name) values ('new') returning doubled")).toBe(
    602,
  );

  const foretold = await importBetween(source.url, target.url, { dry_run: true });
  expect(foretold.notes).toContainEqual(expect.stringMatching(/^This import was finished at 2/));
  const again = await importBetween(source.url, target.url);
  expect(again.resumed).toBeUndefined();
  expect(again.notes[1]).toMatch(/^Verified: 2 of 6 tables differ/);
  expect(again.notes[2]).toMatch(/^This import was finished at 2.*set no sequences\.$/);
  // no number that was given here is given again
  expect(await target.run(added)).toEqual([{ id: "3003", changes: 1, state: "open" }]);
  // nor where a call was killed just before its end
  await target.run("update neon_dba.database_import set ended_at = null");
  expect((await importBetween(source.url, target.url)).resumed).toEqual({ rows: 33_451 });
  expect(await target.run(added)).toEqual([{ id: "3004", changes: 1, state: "open" }]);
});

test("tables that are there are not touched, and guarded databases are not either", async () => {
  await using target = await testDatabase(
    "create table tasks (id int); insert into tasks values (1)",
  );
  const planned = await importBetween(source.url, target.url, { dry_run: true });
  expect(planned.questions?.join()).toContain(
    "The target has tables of these names already: `public.tasks`",
  );
  const refused = await refusal(importBetween(source.url, target.url));
  expect(refused).toMatchObject({ code: "INVALID_INPUT" });
  expect(refused.next).toContain("empty database");
  expect(await value(target, "select to_regclass('public.users')::text")).toBeNull();
  await using other = await testDatabase();
  expect(await refusal(importBetween(source.url, other.url, { flags: [] }))).toMatchObject({
    code: "GUARDED_BRANCH",
  });
});

test("what may not be read stands against it before anything is made", async () => {
  await using target = await testDatabase();
  await source.run("alter table tasks force row level security");
  try {
    const refused = await refusal(importBetween(source.url, target.url));
    expect(refused.code).toBe("UNSUPPORTED");
    expect(refused.message).toContain("public.tasks: row-level security hides rows");
    expect(await value(target, "select to_regclass('public.users')::text")).toBeNull();
  } finally {
    await source.run("alter table tasks no force row level security");
  }
});

test("a row that the target refuses ends the import, and the same call goes on when it is repaired", async () => {
  await using broken = await testDatabase(
    "create table parents (id int); create table children (id int primary key, parent int); insert into parents values (1), (1); insert into children values (1, 1)",
  );
  // the constraint was made while it was not true
  await broken.runAsSuperuser(
    "delete from parents where ctid = '(0,2)'; alter table parents add primary key (id); alter table children add foreign key (parent) references parents; set session_replication_role = replica; insert into children values (2, 77)",
  );
  await using target = await testDatabase();
  const result = await importBetween(broken.url, target.url);
  expect(result.notes.join("\n")).toContain(
    "Refused by the target: constraint children_parent_fkey of public.children: insert or update on table",
  );
  expect(result.next).toContain("repeat this call");
  await target.run("delete from children where parent = 77");
  const again = await importBetween(broken.url, target.url);
  expect(again.notes.filter((note) => note.startsWith("Refused"))).toEqual([]);
  expect(
    await value(
      target,
      "select count(*)::int from pg_constraint where contype = 'f' and conrelid = 'children'::regclass",
    ),
  ).toBe(1);
});

test("rows of tables that nobody has analyzed are counted, or judged by some of their blocks", async () => {
  await using fresh = await testDatabase(`
    create table small (id int primary key) with (autovacuum_enabled = off);
    create table large (id int primary key, what text) with (autovacuum_enabled = off);
    create table nothing (id int primary key);
    insert into small select generate_series(1, 137);
    insert into large select i, repeat('x', 100) from generate_series(1, 40000) i;
  `);
  await using target = await testDatabase();
  const planned = await importBetween(fresh.url, target.url, { dry_run: true });
  const rows = Object.fromEntries(planned.tables.map((each) => [each.table, each.rows]));
  expect(rows).toMatchObject({ "public.small": 137, "public.nothing": 0 });
  expect(rows["public.large"]).toBeGreaterThan(30_000);
  expect(rows["public.large"]).toBeLessThan(50_000);
  expect(await fresh.run("select reltuples from pg_class where relname = 'large'")).toEqual([
    { reltuples: -1 },
  ]);
});

test("only some tables come, with what they need, and what leads elsewhere is named", async () => {
  await using target = await testDatabase();
  const tables = ["tasks"];
  const planned = await importBetween(source.url, target.url, { dry_run: true, tables });
  expect(planned.tables.map(({ table }) => table)).toEqual(["public.tasks"]);
  expect(planned.notes.join("\n")).toContain(
    "Not carried: foreign key tasks_user_id_fkey of public.tasks; 2 views",
  );
  const first = await importBetween(source.url, target.url, { tables });
  expect(first.notes.filter((note) => note.startsWith("Refused"))).toEqual([]);
  expect(first.notes[1]).toMatch(/^Verified: all rows of 1 tables/);
  const events = await importBetween(source.url, target.url, { tables: ["events", "users"] });
  expect(events.notes[1]).toMatch(/^Verified: all rows of 2 tables/);
  expect(
    await value(
      target,
      "select string_agg(relname, ' ' order by relname) from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm') and relname !~ '^pg_'",
    ),
  ).toBe("events events_1 events_rest tasks users");
  expect(await value(target, "insert into tasks (user_id) values (1) returning id::int")).toBe(
    3001,
  );
  const unknown = await refusal(importBetween(source.url, target.url, { tables: ["task"] }));
  expect(unknown).toMatchObject({ code: "NOT_FOUND" });
});

test("rows come into tables that are there, empty and equal; what differs is named", async () => {
  await using target = await testDatabase(SOURCE.split("insert into users")[0]);
  await target.run("alter table tasks add extra int");
  const differing = await refusal(importBetween(source.url, target.url));
  expect(differing.message).toMatch(/public\.tasks.*extra/);
  await target.run("alter table tasks drop extra");
  const planned = await importBetween(source.url, target.url, { dry_run: true });
  expect(planned.questions).toEqual([]);
  expect(planned.plan?.[0]).toContain("equal to the source's. 2 steps remove what would stop rows");
  const result = await importBetween(source.url, target.url);
  expect(result.notes[1]).toMatch(/^Verified: all rows of 6 tables/);
  expect(result.notes.filter((note) => note.startsWith("Refused"))).toEqual([]);
  expect(await value(target, "select max(changes) from tasks")).toBe(1);
  await expect(target.run("insert into tasks (user_id) values (9999)")).rejects.toThrow(
    "foreign key",
  );
  expect(await value(target, "insert into tasks (user_id) values (1) returning changes")).toBe(1);

  // the rows again, of one moment
  await target.run(
    "delete from tasks where id > 3000; update users set name = name || '!' where id < 5",
  );
  await source.run("update users set name = 'new ' || id where id = 9");
  const again = await importBetween(source.url, target.url, { consistent: true });
  expect(again.notes[1]).toMatch(/^Verified: all rows of 6 tables/);
  await expect(target.run("insert into tasks (user_id) values (9999)")).rejects.toThrow(
    "foreign key",
  );
});

test("what was written since an import without keys was over is lost only when somebody agreed", async () => {
  await using bare = await testDatabase(
    "create table notes (text text); insert into notes select 'a'",
  );
  await using target = await testDatabase();
  await importBetween(bare.url, target.url);
  await target.run("insert into notes select 'of the application'");
  await bare.run("insert into notes select 'b'");
  const no = new ToolError("CONFIRMATION_REQUIRED", "no", "no");
  const confirm = (): Promise<void> => Promise.reject(no);
  const refused = await refusal(importBetween(bare.url, target.url, { consistent: true, confirm }));
  expect(refused).toBe(no);
  expect(await value(target, "select count(*)::int from notes")).toBe(2);
  await importBetween(bare.url, target.url, { consistent: true });
  expect(await value(target, "select string_agg(text, '' order by text) from notes")).toBe("ab");
});
