import { afterAll, beforeAll, expect, test } from "vitest";
import { textOf } from "../helpers/client.ts";
import { connectHttp, serveHttp } from "../helpers/http.ts";
import { type TestDatabase, testDatabase } from "../helpers/postgres.ts";

let database: TestDatabase;
let server: Awaited<ReturnType<typeof serveHttp>>;
beforeAll(async () => {
  database = await testDatabase();
  server = await serveHttp([], { DATABASE_URL: database.url });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

test.each([
  ["a parameter", "\0search_path\0evil"],
  ["options", "\0options\0-c search_path=evil"],
  ["the replication protocol", "\0replication\0database"],
  ["another user", "\0user\0cloud_admin"],
  ["the end of the packet", "\0"],
  ["more than the packet takes", "x".repeat(20_000)],
])("the name of a database sets nothing of the session: %s", async (_, more) => {
  await using client = await connectHttp(server.url);
  const target = { database: `${database.name}${more}` };
  for (const [name, args] of [
    ["run_sql", { sql: "show search_path", target }],
    ["describe_database", { target }],
  ] as const) {
    const answer = textOf(await client.callTool({ name, arguments: args }));
    expect(answer).toMatch(/^NOT_FOUND: There is no database `/);
  }
  const own = { sql: "show search_path", target: { database: database.name } };
  const good = textOf(await client.callTool({ name: "run_sql", arguments: own }));
  expect(good).toContain("$user");
});
