import { existsSync, mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { textOf } from "../helpers/client.ts";
import { connectHttp, serveHttp } from "../helpers/http.ts";
import { type TestDatabase, testDatabase } from "../helpers/postgres.ts";
import { removeHome } from "../helpers/temporary-folder.ts";

const file = "/tmp/neon-dba-wire-copied";

/** What got past other servers that only read, and what none of them stops. */
const vectors: readonly string[] = [
  "commit; create table pwn1 (id int)",
  "rollback; insert into kept values (50)",
  "end; insert into kept values (52)",
  "set transaction read write; insert into kept values (53)",
  "commit; set session characteristics as transaction read write",
  "commit; reset role",
  `copy (select 1) to program 'touch ${file}'`,
  `copy (select 1) to '${file}'`,
  "select pg_read_file('PG_VERSION')",
  "select lo_from_bytea(0, 'x')",
  "select set_config('statement_timeout', '0', false)",
  "select pg_advisory_lock(42)",
  "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()",
  "select pg_switch_wal()",
  "select pg_import_system_collations('public')",
  "select pg_sleep(20)",
  "notify wire, 'x'",
  "listen wire",
  "with w as (insert into kept values (54) returning 1) select * from w",
  "explain analyze delete from kept",
  "select spoil()",
  "do $$ begin insert into kept values (55); end $$",
  "select nextval('counter')",
  "select setval('counter', 99)",
  "select * from kept for update",
  "create temp table t (id int)",
  "/* select */ delete from kept",
  "sElEcT 1; dElEtE from kept",
  `select U&"\\0073poil"()`,
  "select (select spoil() from kept limit 1)",
  "with d as (delete from kept returning id) select count(*) from d",
  "-- select\ndelete from kept",
];

/** Every way in which a tool that reads takes SQL of the caller. */
const ways: Readonly<Record<string, (sql: string) => readonly [string, object]>> = {
  run_sql: (sql) => ["run_sql", { sql }],
  "run_sql in a script": (sql) => ["run_sql", { sql: `select 1; ${sql}; select 2` }],
  "explain_query analyze": (sql) => ["explain_query", { sql, analyze: true }],
  "compare_queries original": (sql) => [
    "compare_queries",
    { original: sql, rewritten: "select 1", runs: 1 },
  ],
  "compare_queries rewritten": (sql) => [
    "compare_queries",
    { original: "select 1", rewritten: sql, runs: 1 },
  ],
  advise_indexes: (sql) => ["advise_indexes", { queries: [{ sql }] }],
  lint_migration: (sql) => ["lint_migration", { sql }],
  "export_data query": (sql) => ["export_data", { query: sql, to: { file: "out.csv" } }],
  "explain_delete where": (sql) => [
    "explain_delete",
    { table: "kept", where: `id = 1); ${sql}; --` },
  ],
  "explain_delete expression": (sql) => [
    "explain_delete",
    { table: "kept", where: `exists (${sql})` },
  ],
};

let database: TestDatabase;
let server: Awaited<ReturnType<typeof serveHttp>>;
let files: string;

beforeAll(async () => {
  database = await testDatabase(`
    create table kept (id int primary key); insert into kept select generate_series(1, 20); create sequence counter;
    create function spoil() returns int language plpgsql volatile as $$ begin delete from kept; return 1; end $$`);
  files = mkdtempSync(join(tmpdir(), "neon-dba-wire-files-"));
  // nothing but the server stands between these statements and a superuser
  server = await serveHttp(
    ["--toolsets=all", "--access=read", `--files=${files}`, "--rate-limit=100000"],
    { DATABASE_URL: database.superuserUrl },
  );
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
  removeHome(files);
});

/** What any of them would change, as another connection sees it. */
const state = () =>
  database.runAsSuperuser(`select
    (select array_agg(id order by id) from kept) as rows, (select last_value from counter) as counter,
    (select array_agg(relname::text order by oid) from pg_class where relnamespace = 'public'::regnamespace) as relations,
    (select count(*)::int from pg_largeobject_metadata) as objects,
    (select count(*)::int from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())) as locks,
    (select count(*)::int from pg_collation) as collations`);

test.each(Object.entries(ways))("%s changes nothing", async (_, way) => {
  await using client = await connectHttp(server.url);
  const before = await state();
  const answers = await Promise.all(
    vectors.map(async (sql) => {
      const [name, args] = way(sql);
      return textOf(await client.callTool({ name, arguments: { ...args } }, { timeout: 150_000 }));
    }),
  );
  expect(await state()).toEqual(before);
  expect(existsSync(file)).toBe(false);
  for (const name of readdirSync(files)) expect(name).toMatch(/^out\.csv/);
  for (const [n, answer] of answers.entries())
    expect(answer, vectors[n]).not.toContain("does not know");
});

test("what is asked to be run is refused, not only without effect", async () => {
  await using client = await connectHttp(server.url, { era: "legacy" });
  for (const sql of vectors) {
    const answer = textOf(await client.callTool({ name: "run_sql", arguments: { sql } }));
    expect(answer, sql).toMatch(/^(READ_ONLY|INVALID_SQL|INVALID_INPUT)/);
  }
});
