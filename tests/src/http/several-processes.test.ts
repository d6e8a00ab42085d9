import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eras, textOf } from "../../helpers/client.ts";
import { connectHttp } from "../../helpers/http.ts";
import { type TwoProcesses, agree, done, twoProcesses } from "./two-processes.ts";

let two: TwoProcesses;
let database: TwoProcesses["database"];
let state: TwoProcesses["state"];
let servers: TwoProcesses["servers"];
let proxy: TwoProcesses["proxy"];
let replace: TwoProcesses["replace"];
let running: TwoProcesses["running"];
beforeAll(async () => {
  two = await twoProcesses();
  ({ database, state, servers, proxy, replace, running } = two);
});
afterAll(() => two[Symbol.asyncDispose]());

describe.each(eras)("%s, one client on two processes", (era) => {
  test("a person is asked by one, and the answer comes to the other", async () => {
    await database.run(`drop table if exists full_one; create table full_one (id int)`);
    const before = [...proxy.given];
    await using client = await connectHttp(proxy.url, { era, answer: agree });
    for (let at = 0; at < 3; at++)
      await done(client, "run_sql", { sql: "truncate full_one", mode: "write" });
    for (const [at, count] of proxy.given.entries()) expect(count).toBeGreaterThan(before[at] ?? 0);
  });

  test("a token that one of them gave is taken by the other, once", async () => {
    await database.run("drop table if exists full_one; create table full_one (id int)");
    await using client = await connectHttp(proxy.url, { era });
    const args = { sql: "truncate full_one", mode: "write" };
    const first = await client.callTool({ name: "run_sql", arguments: args });
    const [, token] = /confirm_token="([^"]+)"/.exec(textOf(first)) ?? [];
    const both = [0, 1].map(() =>
      client.callTool({ name: "run_sql", arguments: { ...args, confirm_token: token } }),
    );
    const errors = (await Promise.all(both)).filter(({ isError }) => isError === true);
    expect(errors.map(textOf)).toEqual([expect.stringMatching(/^CONFIRM_TOKEN_INVALID/)]);
  });

  test("a call is cancelled, whichever process the cancellation comes to", async () => {
    await using client = await connectHttp(proxy.url, { era });
    for (const mark of [`here_${era}`, `there_${era}`]) {
      const stop = new AbortController();
      const sql = `select count(*) as ${mark} from generate_series(1, 2000000000)`;
      const request = { name: "run_sql", arguments: { sql } };
      const pending = client.callTool(request, { signal: stop.signal });
      await expect.poll(() => running(mark)).toEqual([{ n: 1 }]);
      stop.abort();
      await expect(pending).rejects.toThrow("aborted");
      await expect.poll(() => running(mark), { timeout: 20_000 }).toEqual([{ n: 0 }]);
      // the other one is next
      await done(client, "run_sql", { sql: "select 1" });
    }
  });

  test("one is killed in the middle of a call: the agent is told at once, and goes on with the other", async () => {
    await using client = await connectHttp(proxy.url, { era });
    const sql = `select count(*) as killed_${era} from generate_series(1, 2000000000)`;
    const pending = client.callTool({ name: "run_sql", arguments: { sql } });
    const told = pending.then(textOf, String);
    await expect.poll(() => running(`killed_${era}`)).toEqual([{ n: 1 }]);
    // a stream has begun by then
    await sleep(2_500);
    await replace(proxy.lastOf("run_sql") ?? 0);
    expect(await told).toMatch(/^UNAVAILABLE: .*lost|closed|fetch failed/);
    await done(client, "run_sql", { sql: "select 1" });
    await expect.poll(() => running(`killed_${era}`), { timeout: 20_000 }).toEqual([{ n: 0 }]);
  });
});

test("while the state is away, calls that need it say so, others go on; afterwards it is as before", async () => {
  await using client = await connectHttp(proxy.url, { era: "modern" });
  const ready = async () => (await fetch(new URL("/readyz", servers[0]?.url))).status;
  const plan = { name: "away", sql: "create table away (id int primary key)" };
  await expect.poll(ready).toBe(200);
  await database.runAsSuperuser(
    `alter database ${state.name} allow_connections false; select pg_terminate_backend(pid) from pg_stat_activity where datname = '${state.name}'`,
  );
  try {
    await expect.poll(ready).toBe(503);
    const refused = await client.callTool({ name: "plan_migration", arguments: plan });
    expect(textOf(refused)).toMatch(/^UNAVAILABLE: .*NEON_DBA_STATE_URL/);
    await done(client, "run_sql", { sql: "select 1" });
  } finally {
    await database.runAsSuperuser(`alter database ${state.name} allow_connections true`);
  }
  await expect.poll(ready).toBe(200);
  await done(client, "plan_migration", plan);
});
