import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eras, textOf } from "../helpers/client.ts";
import { connectHttp } from "../helpers/http.ts";
import { type TwoProcesses, agree, done, twoProcesses } from "../src/http/two-processes.ts";

let two: TwoProcesses;
let database: TwoProcesses["database"];
let proxy: TwoProcesses["proxy"];
let replace: TwoProcesses["replace"];
let running: TwoProcesses["running"];
beforeAll(async () => {
  two = await twoProcesses();
  ({ database, proxy, replace, running } = two);
});
afterAll(() => two[Symbol.asyncDispose]());

describe.each(eras)("%s, one plan and two processes", (era) => {
  test("it is made, rehearsed and applied by whichever is asked, a person being asked in between", async () => {
    const before = [...proxy.given];
    const asked: string[] = [];
    const answer = (message: string) => {
      asked.push(message);
      return agree();
    };
    await using client = await connectHttp(proxy.url, { era, answer });
    const { plan_id } = await done(client, "plan_migration", {
      name: `notes ${era}`,
      sql: `create table notes_${era} (id bigint generated always as identity primary key, body text)`,
    });
    await done(client, "rehearse_migration", { plan_id, on: "shadow" });
    await done(client, "apply_migration", { plan_id });
    expect(asked).toHaveLength(1);
    expect(await database.run(`select count(*)::int as n from notes_${era}`)).toEqual([{ n: 0 }]);
    for (const [at, count] of proxy.given.entries()) expect(count).toBeGreaterThan(before[at] ?? 0);
  });

  test("one is killed in the middle of applying: the agent is told, and the other finishes", async () => {
    await using client = await connectHttp(proxy.url, { era, answer: agree });
    const second = `create table second_${era} as select i from generate_series(1, 3) i, pg_sleep(4)`;
    const { plan_id } = await done(client, "plan_migration", {
      name: `two ${era}`,
      sql: `create table first_${era} (id int primary key); ${second}`,
    });
    await done(client, "rehearse_migration", { plan_id, on: "shadow" });
    const pending = client.callTool({ name: "apply_migration", arguments: { plan_id } });
    const told = pending.then(textOf, String);
    await expect.poll(() => running(`create table second_${era} as`)).toEqual([{ n: 1 }]);
    await replace(proxy.lastOf("apply_migration") ?? 0);
    expect(await told).toMatch(/^UNAVAILABLE: .*lost|closed|fetch failed/);
    await done(client, "apply_migration", { plan_id });
    expect(await database.run(`select count(*)::int as n from second_${era}`)).toEqual([{ n: 3 }]);
  });

  test("one is killed in the middle of rehearsing: the other rehearses, and nothing is left", async () => {
    await using client = await connectHttp(proxy.url, { era });
    const { plan_id } = await done(client, "plan_migration", {
      name: `slow ${era}`,
      sql: `create table slow_${era} as select i from generate_series(1, 3) i, pg_sleep(4)`,
    });
    const rehearsal = { name: "rehearse_migration", arguments: { plan_id, on: "shadow" } };
    const told = client.callTool(rehearsal).then(textOf, String);
    await sleep(3_000);
    await replace(proxy.lastOf("rehearse_migration") ?? 0);
    expect(await told).toMatch(/^UNAVAILABLE: .*lost|closed|fetch failed/);
    await done(client, "rehearse_migration", { plan_id, on: "shadow" });
  });
});
