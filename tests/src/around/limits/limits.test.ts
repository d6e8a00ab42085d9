import { afterAll, beforeAll, expect, test } from "vitest";
import { readMetrics, openLimits } from "../../../helpers/around.ts";
import { connect, textOf } from "../../../helpers/client.ts";
import { type TestDatabase, testDatabase } from "../../../helpers/postgres.ts";
import { serve } from "../../../helpers/served.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase("create table served (who text)");
});
afterAll(() => database[Symbol.asyncDispose]());

// reading transactions may not sleep
const flags = ["--access", "full", "--confirm", "never"];
const sleep = (seconds: number) => ({
  name: "run_sql",
  arguments: { sql: `select pg_sleep(${seconds})`, mode: "write" },
});

test("a greedy caller with fifty calls does not starve another", async () => {
  await using server = serve(database.url, flags);
  const { config, http } = openLimits(server.config, { rateLimit: 1_000, concurrency: 2 });
  await using greedy = await connect({ ...config, principal: "greedy" });
  await using modest = await connect({ ...config, principal: "modest" });
  const told: string[] = [];
  let done = 0;
  const many = Array.from({ length: 50 }, async () => {
    const result = await greedy.callTool(sleep(0.03), {
      onprogress: ({ message = "" }) => told.push(message),
    });
    done++;
    return result;
  });
  await expect.poll(() => done).toBeGreaterThan(3);
  const before = done;
  for (let call = 0; call < 3; call++)
    expect((await modest.callTool(sleep(0))).isError).not.toBe(true);
  // each of the three waited for two calls of the other at the most, and those that were running
  expect(done - before).toBeLessThanOrEqual(12);
  const results = await Promise.all(many);
  expect(results.filter(({ isError }) => isError)).toEqual([]);
  expect(told).toContain("waiting for a turn on this target: 0 before this one");
  expect(told).toContain("waiting for a turn on this target: 47 before this one");
  const text = await readMetrics(http);
  expect(text).toContain('neon_dba_tool_calls_total{tool="run_sql",outcome="ok"} 53');
  expect(text).toContain("neon_dba_queue_wait_seconds_count 53");
  expect(text).toContain("neon_dba_queue_waiting 0");
});

test("no more run at once than may, and one that is cancelled while it waits never runs", async () => {
  await using server = serve(database.url, flags);
  const { config } = openLimits(server.config, { rateLimit: 1_000, concurrency: 2 });
  await using client = await connect(config);
  const running = [sleep(0.4), sleep(0.4)].map((call) => client.callTool(call));
  const stop = new AbortController();
  const insert = { sql: "insert into served (who) values ('gone')", mode: "write" };
  const waits = client.callTool(
    { name: "run_sql", arguments: insert },
    { signal: stop.signal, onprogress: () => stop.abort() },
  );
  await expect(waits).rejects.toThrow("aborted");
  const busy = await database.run(
    "select count(*)::int as n from pg_stat_activity where query like '%pg_sleep(0.4)%' and pid <> pg_backend_pid() and state = 'active'",
  );
  expect(Number(busy[0]?.["n"])).toBeLessThanOrEqual(2);
  await Promise.all(running);
  expect((await client.callTool(sleep(0))).isError).not.toBe(true);
  expect(await database.run("select who from served")).toEqual([]);
});

test("who calls too often is told when to come back; others are not affected", async () => {
  await using server = serve(database.url, flags);
  const { config, http } = openLimits(server.config, { rateLimit: 3, concurrency: 2 });
  await using one = await connect({ ...config, principal: "one" });
  await using two = await connect({ ...config, principal: "two" });
  const results = [];
  for (let call = 0; call < 4; call++) results.push(await one.callTool(sleep(0)));
  expect(results.map(({ isError }) => isError === true)).toEqual([false, false, false, true]);
  const [, , , last] = results;
  expect(last === undefined ? "" : textOf(last)).toMatch(
    /^LIMIT: This server takes 3 tool calls a minute from one caller, and these were more\.\nNext: Repeat the call in \d\d? s\./,
  );
  expect((await two.callTool(sleep(0))).isError).not.toBe(true);
  const waits = await Promise.all(Array.from({ length: 13 }, () => http.admit("one")));
  expect(waits.map((seconds) => seconds > 0)).toEqual([...Array(12).fill(false), true]);
  expect(await readMetrics(http)).toMatch(
    /neon_dba_rate_limited_total\{what="tool_call"\} 1\nneon_dba_rate_limited_total\{what="request"\} 1/,
  );
});
