import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readMetrics, openLimits } from "../../../helpers/around.ts";
import { connect } from "../../../helpers/client.ts";
import { type TestDatabase, testDatabase } from "../../../helpers/postgres.ts";
import { serve } from "../../../helpers/served.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase("create table tasks (id int)");
});
afterAll(() => database[Symbol.asyncDispose]());

const uri = "db://schema/public/table/tasks";
const table = {
  ref: { type: "ref/resource" as const, uri: "db://schema/{schema}/table/{table}" },
  argument: { name: "table", value: "ta" },
};

test("a resource is read in its turn; names are listed and completed while others wait", async () => {
  await using server = serve(database.url, ["--access=full"]);
  const { config, http } = openLimits(server.config, { rateLimit: 1_000, concurrency: 1 });
  await using client = await connect(config);
  const keeper = new pg.Client({ connectionString: database.url });
  await keeper.connect();
  await keeper.query("select pg_advisory_lock(1)");
  const sql = "select pg_advisory_xact_lock(1)";
  const long = client.callTool({ name: "run_sql", arguments: { sql, mode: "write" } });
  await expect.poll(() => readMetrics(http)).toContain("neon_dba_queue_wait_seconds_count 1");
  const read = client.readResource({ uri });
  await expect.poll(() => readMetrics(http)).toContain("neon_dba_queue_waiting 1");
  expect(config.running.size).toBe(2);
  const { resources } = await client.listResources();
  expect(resources.map((each) => each.uri)).toContain(uri);
  expect((await client.complete(table)).completion.values).toEqual(["tasks"]);
  expect(config.running.size).toBe(2);
  await keeper.end();
  await long;
  expect(JSON.stringify(await read)).toContain("id integer");
  expect(config.running.size).toBe(0);
  const text = await readMetrics(http);
  expect(text).toContain('neon_dba_tool_calls_total{tool="describe_database",outcome="ok"} 3');
  expect(text).toContain("neon_dba_queue_wait_seconds_count 2");
});

test("reading, listing and completing count for the caller's rate", async () => {
  await using server = serve(database.url);
  const { config } = openLimits(server.config, { rateLimit: 3, concurrency: 1 });
  await using client = await connect(config);
  await client.listResources();
  expect((await client.complete(table)).completion.values).toEqual(["tasks"]);
  expect(JSON.stringify(await client.readResource({ uri }))).toContain("id integer");
  await expect(client.readResource({ uri })).rejects.toThrow("LIMIT: This server takes 3");
  expect((await client.complete(table)).completion.values).toEqual([]);
});
