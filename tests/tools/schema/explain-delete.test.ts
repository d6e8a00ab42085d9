import { afterAll, beforeAll, expect, test } from "vitest";
import { explainDelete } from "../../../tools/schema/explain-delete.ts";
import { connect, textOf } from "../../helpers/client.ts";
import { serverConfig } from "../../helpers/server-config.ts";
import { serve } from "../../helpers/served.ts";
import { harness, type Harness } from "../../src/migration/lint/harness.ts";

const SETUP = `
  create table users (id int primary key, email text unique not null);
  create table projects (id int primary key, owner_id int not null references users on delete restrict, name text);
  create table tasks (id int primary key, project_id int not null references projects on delete cascade,
    parent_id int references tasks on delete cascade, assignee_id int references users on delete set null);
  create table sessions (id int primary key, user_id int not null references users on delete cascade);
  create index on sessions (user_id);
  create table folders (id int primary key, parent_id int references folders, deleted_at timestamptz);
  create table files (id int, folder_id int references folders, primary key (id)) partition by hash (id);
  create table files_0 partition of files for values with (modulus 2, remainder 0);
  create table files_1 partition of files for values with (modulus 2, remainder 1);
  create table kept (id int primary key);
  create table log (what text);
  create function keep() returns trigger language plpgsql as $$ begin
    insert into log values ('kept'); return null; end $$;
  create trigger keep before delete on kept for each row execute function keep();
  create table hens (id int primary key, egg_id int not null);
  create table eggs (id int primary key, hen_id int not null references hens);
  create table hidden (id int primary key);
  insert into hidden values (1);
  alter table hidden enable row level security;
  alter table hidden force row level security;
  insert into users select i, 'u' || i || '@example.org' from generate_series(1, 5) i;
  insert into projects select i, i % 3 + 1, 'p' || i from generate_series(1, 6) i;
  insert into tasks select i, i % 6 + 1, nullif(i / 2, 0), nullif(i % 6, 0) from generate_series(1, 30) i;
  insert into sessions select i, i % 5 + 1 from generate_series(1, 20) i;
  insert into folders select i, nullif(i / 2, 0) from generate_series(1, 9) i;
  insert into files select i, i % 9 + 1 from generate_series(1, 18) i;
  insert into kept values (1), (2);
  insert into hens values (1, 1); insert into eggs values (1, 1);
  alter table hens add foreign key (egg_id) references eggs;
`;

let on: Harness;
beforeAll(async () => {
  on = await harness(SETUP);
});
afterAll(() => on[Symbol.asyncDispose]());

interface Result {
  readonly rows: number;
  readonly gone: readonly { readonly table: string; readonly rows: number }[];
  readonly executed?: {
    readonly written: readonly { readonly table: string; readonly deleted: number }[];
  };
  readonly strategies: readonly {
    readonly name: string;
    readonly sql: string;
    readonly tried?: string;
  }[];
}

const call = async (args: Record<string, unknown>) => {
  await using client = await connect(serverConfig([explainDelete], { deps: on.deps }));
  return await client.callTool({ name: "explain_delete", arguments: args });
};
const explain = async (args: Record<string, unknown>): Promise<Result> => {
  const result = await call(args);
  expect(result.isError ?? false, textOf(result)).toBe(false);
  return result.structuredContent as unknown as Result;
};

/** What each way out does to the rows of the database itself; rolled back. */
async function executed(sql: string, tables: readonly string[]): Promise<Record<string, unknown>> {
  const counts = tables.map((table) => `(select count(*)::int from ${table}) as ${table}`);
  const [row = {}] = await on.target.run(`begin; ${sql}\nselect ${counts.join(", ")}`);
  return row;
}

test("what refuses a delete, what it would do otherwise, and ways out that were tried", async () => {
  const result = await call({ table: "users", where: "id = $1", params: [1] });
  expect(result.structuredContent).toMatchObject({
    rows: 1,
    effects: [
      { table: "public.projects", action: "refuse", rows: 2 },
      { table: "public.sessions", action: "delete", rows: 4 },
      { table: "public.tasks", action: "set null", rows: 5 },
    ],
    blocked_by: [
      {
        table: "public.projects",
        constraint: "projects_owner_id_fkey",
        rows: 2,
        reason: "ON DELETE RESTRICT",
        samples: ["(id)=(3)", "(id)=(6)"],
      },
    ],
    executed: { refused: expect.stringContaining("projects_owner_id_fkey") },
  });
  expect(textOf(result)).toMatch(/^The delete of 1 row would be refused/);
  const { strategies } = result.structuredContent as unknown as Result;
  expect(strategies.map(({ name }) => name)).toEqual([
    "children first",
    "cascade",
    "soft delete",
    "archive",
  ]);
  for (const { tried } of strategies) {
    expect(tried).toMatch(/^Tried on a copy .* and no other row\.$/);
    // numbers of made-up rows look like those of the delete that was asked about
    expect(tried).not.toMatch(/\d/);
  }
});

test("a table that refers to itself, a partitioned one below it, and a mark for what is deleted", async () => {
  const { strategies, rows } = await explain({ table: "folders", where: "id = 2" });
  expect(rows).toBe(1);
  expect(strategies.map(({ name }) => name)).toEqual([
    "children first",
    "set null",
    "cascade",
    "soft delete",
    "archive",
  ]);
  const after: Record<string, unknown> = {};
  for (const { name, sql, tried } of strategies) {
    expect(tried).toMatch(/and no other row\.$/);
    after[name] = await executed(sql, ["folders", "files"]);
  }
  // 2, 4, 5, 8 and 9 are below 2
  const below = { folders: 4, files: 8 };
  expect(after).toEqual({
    "children first": below,
    "set null": { folders: 8, files: 18 },
    cascade: below,
    "soft delete": { folders: 9, files: 18 },
    archive: below,
  });
  expect(strategies.find(({ name }) => name === "soft delete")?.sql).toBe(
    "UPDATE public.folders SET deleted_at = now() WHERE id = 2;",
  );
});

test("a delete that goes through, with all that goes with it", async () => {
  const result = await call({ table: "projects", where: "name = $1", params: ["p1"] });
  expect(result.structuredContent).toMatchObject({ blocked_by: [], rows: 1 });
  const { gone, executed: done } = result.structuredContent as unknown as Result;
  const written = done?.written.map(({ table, deleted }) => ({ table, rows: deleted }));
  expect(written).toEqual(expect.arrayContaining([...gone]));
  expect(written).toHaveLength(gone.length);
  expect(textOf(result)).toMatch(
    /^The delete of 1 row would go through .* and take \d+ more along/,
  );
});

test("a comment in the condition takes nothing of what follows it along", async () => {
  const { strategies } = await explain({ table: "folders", where: "id = 2 -- the second" });
  for (const { name, sql } of strategies)
    expect(await executed(sql, ["folders", "files"]), name).toMatchObject({
      folders: expect.any(Number),
    });
});

test("a trigger that keeps the rows", async () => {
  const result = await call({ table: "kept", where: "true" });
  expect(result.structuredContent).toMatchObject({
    rows: 2,
    findings: [
      { rule: "delete-differs", level: "warning", object: "public.kept" },
      { rule: "trigger-runs", level: "warning", object: "public.kept" },
    ],
    executed: { written: [{ table: "public.log", deleted: 0, inserted: 2 }] },
  });
});

test("where policies hide all rows, none is counted and that is said", async () => {
  expect((await call({ table: "hidden", where: "true" })).structuredContent).toMatchObject({
    rows: 0,
    findings: [{ rule: "rows-hidden", object: "public.hidden" }],
  });
});

test("tables that refer to each other leave no order", async () => {
  const { strategies } = await explain({ table: "hens", where: "id = 1" });
  expect(strategies.map(({ name }) => name)).toEqual(["cascade", "soft delete"]);
});

test("the text of a refusal is enough", async () => {
  const error = `ERROR: update or delete on table "users" violates RESTRICT setting of foreign key constraint "projects_owner_id_fkey" on table "projects"
DETAIL: Key (id)=(2) is referenced from table "projects".`;
  const result = await call({ error });
  expect(result.structuredContent).toMatchObject({
    rows: 1,
    explanation: { constraint: "projects_owner_id_fkey", kind: "foreign key" },
    blocked_by: [{ table: "public.projects", rows: 2 }],
  });
  const other = await call({
    error: 'duplicate key value violates unique constraint "users_email_key"',
  });
  expect(textOf(other)).toMatch(/^Why Postgres refused, and the way out\./);
  expect(textOf(await call({}))).toMatch(/^INVALID_INPUT: There are no rows to explain/);
});

test("a guarded database is only read", async () => {
  await using served = serve(on.target.url);
  await using client = await connect(served.config);
  const result = await client.callTool({
    name: "explain_delete",
    arguments: { table: "users", where: "false" },
  });
  expect(result.structuredContent).toMatchObject({ rows: 0, effects: [] });
  expect(result.structuredContent).not.toHaveProperty("executed");
  expect(textOf(result)).toMatch(
    /^The delete of 0 rows would go through \(counted, measured by reading\)/,
  );
});

test("a condition that is more, or that does more than read, is refused", async () => {
  for (const [where, code] of [
    ["id = 1; delete from users", "INVALID_SQL"],
    ["id = 1 order by id", "INVALID_SQL"],
    ["true union select * from users", "INVALID_SQL"],
    ["pg_terminate_backend(1)", "READ_ONLY"],
    ["id = $1", "INVALID_INPUT"],
    ["nothing = 1", "POSTGRES"],
    ["-- all", "INVALID_INPUT: `where` says nothing"],
    ["id = 1\0", "INVALID_INPUT: The SQL holds a NUL character at offset 6"],
  ] as const)
    expect(textOf(await call({ table: "users", where })), where).toMatch(new RegExp(`^${code}`));
  expect(textOf(await call({ table: "user", where: "id = 1" }))).toMatch(
    /^NOT_FOUND: There is no object `user`.*\n?.*public\.users/,
  );
});
