import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect, textOf } from "../../helpers/client.ts";
import { type TestDatabase, testDatabase } from "../../helpers/postgres.ts";
import { serve } from "../../helpers/served.ts";

/** What the prompts say of Postgres, asked of Postgres. */
let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase(`
    create table parents (id int primary key);
    create table children (id int primary key, parent_id int references parents, done_at timestamptz);
    insert into parents select generate_series(1, 5);
    insert into children select g, 1 + g % 5, now() from generate_series(1, 5000) g;
    analyze parents, children`);
});
afterAll(() => database[Symbol.asyncDispose]());

const fileOf = async (table: string): Promise<unknown> =>
  (await database.run(`select pg_relation_filenode('${table}') as file`))[0]?.["file"];

test.each([
  ["a nullable column", "add column a text", false],
  ["a constant default", "add column b text not null default 'x'", false],
  ["a default that is the same for every row", "add column c timestamptz default now()", false],
  ["a default for each row", "add column d uuid default gen_random_uuid()", true],
  ["int to bigint", "alter column id type bigint", true],
])("%s: rewrites the table: %s -> %s", async (_, change, rewrites) => {
  const before = await fileOf("children");
  await database.run(`alter table children ${change}`);
  expect((await fileOf("children")) !== before).toBe(rewrites);
});

test("int does not cast to uuid", async () => {
  const change = "alter table children alter column parent_id type uuid using parent_id::uuid";
  await expect(database.run(change)).rejects.toMatchObject({ code: "42846" });
});

test("NOT NULL after a validated check scans nothing", async () => {
  const client = new pg.Client({ connectionString: database.url });
  const notices: string[] = [];
  client.on("notice", ({ message }) => notices.push(message ?? ""));
  await client.connect();
  await client.query(`
    alter table children add constraint done check (done_at is not null) not valid;
    alter table children validate constraint done;
    set client_min_messages = debug1;
    alter table children alter column done_at set not null`);
  await client.end();
  expect(notices.join()).toContain("sufficient to prove that it does not contain nulls");
});

test("VALIDATE CONSTRAINT of a foreign key that was added NOT VALID lets others write", async () => {
  await database.run(
    "alter table children add constraint again foreign key (parent_id) references parents not valid",
  );
  const locks = await database.run(`
    begin;
    alter table children validate constraint again;
    select mode from pg_locks where pid = pg_backend_pid() and relation = 'children'::regclass order by mode`);
  expect(locks.map(({ mode }) => mode)).toContain("ShareUpdateExclusiveLock");
  expect(locks.map(({ mode }) => mode)).not.toContain("ShareRowExclusiveLock");
  expect(locks.map(({ mode }) => mode)).not.toContain("AccessExclusiveLock");
});

test("a foreign key brings no index on its own columns", async () => {
  const indexes = await database.run(
    "select indexdef from pg_indexes where tablename = 'children'",
  );
  expect(indexes.map(({ indexdef }) => indexdef)).toEqual([expect.stringContaining("(id)")]);
});

test("behind a waiting ALTER TABLE everyone waits, unless it has a lock timeout", async () => {
  const [reader, changer] = [0, 1].map(() => new pg.Client({ connectionString: database.url }));
  if (reader === undefined || changer === undefined) throw new Error("two clients");
  await Promise.all([reader.connect(), changer.connect()]);
  const [backend] = (await changer.query<{ pid: number }>("select pg_backend_pid() as pid")).rows;
  await reader.query("begin; select from parents");
  const alter = "alter table parents add column x int";
  const ended = changer.query(alter).then(
    () => "done",
    (error: { code: string }) => error.code,
  );
  await expect
    .poll(() => database.run(`select from pg_locks where not granted and pid = ${backend?.pid}`))
    .toHaveLength(1);
  await expect(
    database.run("set lock_timeout = '100ms'; select from parents"),
  ).rejects.toMatchObject({ code: "55P03" });
  await database.run(`select pg_cancel_backend(${backend?.pid})`);
  expect(await ended).toBe("57014");
  await expect(changer.query(`set lock_timeout = '100ms'; ${alter}`)).rejects.toMatchObject({
    code: "55P03",
  });
  expect(await database.run("set lock_timeout = '100ms'; select from parents")).toHaveLength(5);
  await Promise.all([reader.end(), changer.end()]);
});

test("an index that failed to build concurrently is left, invalid", async () => {
  await expect(
    database.run("create unique index concurrently twice on children (parent_id)"),
  ).rejects.toMatchObject({ code: "23505" });
  const valid = "select indisvalid from pg_index where indexrelid = 'twice'::regclass";
  expect(await database.run(valid)).toEqual([{ indisvalid: false }]);
  await database.run("drop index twice");
});

test("a table of one page is scanned whatever its indexes are", async () => {
  const plan = await database.run("explain select from parents where id = 3");
  expect(JSON.stringify(plan)).toContain("Seq Scan on parents");
});

test("OFFSET reads what it skips", async () => {
  await database.run("analyze children");
  const plan = await database.run(
    "explain (analyze, costs off, timing off, summary off) select id from children order by id offset 4000 limit 1",
  );
  expect(JSON.stringify(plan)).toMatch(/Scan[^"]*rows=4001/);
});

test("policies bind a role that was made by SQL; FORCE binds the owner, but nothing binds BYPASSRLS", async () => {
  const app = `app_${database.name}`;
  await using server = serve(database.url, ["--access", "full", "--confirm", "never"]);
  await using client = await connect(server.config);
  const run = async (sql: string): Promise<unknown> => {
    const result = await client.callTool({ name: "run_sql", arguments: { sql, mode: "write" } });
    const { results } = (result.structuredContent ?? {}) as { results?: { rows: unknown[][] }[] };
    return results?.at(-1)?.rows ?? textOf(result);
  };
  await run(`create role ${app}; grant select on parents to ${app};
    alter table parents enable row level security; create policy few on parents using (id < 3)`);
  const asApp = `set local role ${app}; select count(*)::int from parents`;
  expect(await run(asApp)).toMatch(/^PERMISSION 42501/);
  expect(await run(`grant ${app} to current_user; ${asApp}`)).toEqual([[2]]);
  expect(await run("select count(*)::int from parents")).toEqual([[5]]);
  expect(
    await run("alter table parents force row level security; select count(*)::int from parents"),
  ).toEqual([[2]]);
  const owner = new URL(database.url).username;
  await database.runAsSuperuser(`alter role ${owner} bypassrls`);
  expect(await run("select count(*)::int from parents")).toEqual([[5]]);
  await run(`drop policy few on parents; drop owned by ${app}; drop role ${app}`);
});

test("a concurrent index build is a call of its own", async () => {
  await using server = serve(database.url, ["--access", "full"]);
  await using client = await connect(server.config);
  const build = "create index concurrently by_parent on children (parent_id)";
  const run = (sql: string) =>
    client.callTool({ name: "run_sql", arguments: { sql, mode: "write" } });
  expect(textOf(await run(`${build}; select 1`))).toContain("Call run_sql with statement 1 alone");
  expect(textOf(await run(build))).toMatch(/^CREATE INDEX/);
});

test.each(["pg_stat_activity", "pg_stat_statements"])(
  "%s is read through run_sql",
  async (view) => {
    await using server = serve(database.url);
    await using client = await connect(server.config);
    const sql = `select * from ${view} limit 1`;
    const result = await client.callTool({ name: "run_sql", arguments: { sql } });
    expect(result.isError, textOf(result)).toBeFalsy();
  },
);
