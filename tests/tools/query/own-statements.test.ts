import type { Client } from "@modelcontextprotocol/client";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { ownMark } from "../../../src/postgres/own.ts";
import { connect, textOf } from "../../helpers/client.ts";
import { testDatabase, type TestDatabase } from "../../helpers/postgres.ts";
import { serve } from "../../helpers/served.ts";

const SETUP = `
  create table users (id int primary key, email text unique not null);
  create table tasks (id int primary key, user_id int not null references users on delete cascade, title text);
  insert into users select i, 'u' || i from generate_series(1, 100) i;
  insert into tasks select i, i % 50 + 1, 't' || i from generate_series(1, 500) i;
`;

let database: TestDatabase;
let server: ReturnType<typeof serve>;
let client: Client & AsyncDisposable;
beforeAll(async () => {
  database = await testDatabase(SETUP);
  server = serve(database.url, ["--toolsets", "all"]);
  client = await connect(server.config);
});
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

/** Whatever pg_stat_statements would give to an application: sent by a client, without our mark. Its owner's alone. */
const foreign = async (): Promise<string[]> => {
  const rows = await database.runAsSuperuser(
    `select query from pg_stat_statements s join pg_database d on d.oid = s.dbid
      where d.datname = current_database() and userid <> current_user::regrole and toplevel
        and strpos(query, '${ownMark}') = 0 order by query`,
  );
  return rows.map(({ query }) => String(query));
};

beforeEach(async () => {
  await database.runAsSuperuser(
    `select pg_stat_statements_reset(0, (select oid from pg_database where datname = current_database()))`,
  );
});

const byUser = "select * from tasks where user_id = 3";

test.each([
  ["explain_delete", { table: "users", where: "id = $1", params: [7] }],
  ["describe_database", { objects: ["users", "tasks"] }],
  ["describe_database", { search: "user" }],
  ["explain_query", { sql: byUser, analyze: true }],
  ["explain_query", { sql: "select * from tasks where user_id = $1" }],
  ["compare_queries", { original: byUser, rewritten: `${byUser} and true -- the same` }],
  [
    "compare_queries",
    {
      original: "select id from tasks order by id",
      rewritten: "select id + 1 from tasks order by 1",
    },
  ],
  [
    "compare_queries",
    {
      original: "select id from tasks where user_id = $1",
      rewritten: "select id from tasks where user_id > $1",
      params: [[1]],
    },
  ],
  ["find_slow_queries", {}],
  ["advise_indexes", { queries: [{ sql: byUser }] }],
  ["check_integrity", {}],
  ["review_schema", {}],
  ["check_health", {}],
  ["audit_security", {}],
  ["generate_models", { format: "prisma" }],
])("%s leaves nothing that looks like an application's", async (name, args) => {
  const result = await client.callTool({ name, arguments: args });
  expect(result.isError, textOf(result as never)).not.toBe(true);
  expect(await foreign()).toEqual([]);
});

test("a delete that is tried out is none of the application's either", async () => {
  await using full = serve(database.url, ["--toolsets", "schema", "--access", "full"]);
  await using other = await connect(full.config);
  const result = await other.callTool({
    name: "explain_delete",
    arguments: { table: "users", where: "id = any ($1) -- some", params: [[7, 8]] },
  });
  expect(result.structuredContent).toMatchObject({
    executed: {
      written: [
        { table: "public.tasks", deleted: 20 },
        { table: "public.users", deleted: 2 },
      ],
    },
  });
  expect(await foreign()).toEqual([]);
});

test("a statement of the caller's is one of the application's: both are one to Postgres", async () => {
  const sql = "select id, title from tasks order by id";
  const first = await client.callTool({ name: "run_sql", arguments: { sql, max_rows: 5 } });
  const cursor = /cursor="([^"]+)"/.exec(textOf(first as never))?.[1];
  const next = await client.callTool({ name: "run_sql", arguments: { sql, max_rows: 5, cursor } });
  expect(textOf(next as never)).toContain('[6,"t6"]');
  expect(await foreign()).toEqual([sql]);
});
