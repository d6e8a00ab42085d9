import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import {
  accounts,
  balances,
  noSignal,
  onCompute,
  temporaryEngine,
  transferAll,
} from "./temporary-engine.ts";
import type { TemporaryEngine } from "./temporary-engine.ts";

/** Writes a number and returns a moment after that and before anything else. */
async function mark({ run }: TemporaryEngine, data: string, x: number): Promise<Date> {
  await run(data, `insert into t values (${x})`);
  await sleep(5);
  const moment = new Date();
  await sleep(5);
  return moment;
}

const numbers = "select coalesce(array_agg(x order by x), '{}') as x from t";

async function restored(neon: TemporaryEngine, from: string, time: Date): Promise<string> {
  return (await neon.engine.copy({ from, at: { time }, signal: noSignal })).data;
}

test("every moment comes back: of a branch, of its copy before that was made, of what was restored", async () => {
  await using neon = await temporaryEngine();
  const { engine, run } = neon;
  const main = await engine.create(noSignal);
  await run(main, "create table t (x int)");
  const one = await mark(neon, main, 1);
  const two = await mark(neon, main, 2);
  const { data: child } = await engine.copy({ from: main, signal: noSignal });
  const three = await mark(neon, child, 3);
  await mark(neon, main, 99);
  await engine.compute(main).suspend();
  expect(await run(await restored(neon, main, one), numbers)).toEqual([{ x: [1] }]);
  expect(await run(await restored(neon, child, one), numbers)).toEqual([{ x: [1] }]);
  expect(await run(await restored(neon, child, three), numbers)).toEqual([{ x: [1, 2, 3] }]);

  const second = await restored(neon, child, two);
  const four = await mark(neon, second, 4);
  await mark(neon, second, 5);
  await engine.remove(main);
  const third = await restored(neon, second, four);
  expect(await run(third, numbers)).toEqual([{ x: [1, 2, 4] }]);
  const six = await mark(neon, third, 6);
  await mark(neon, third, 7);
  expect(await run(await restored(neon, third, six), numbers)).toEqual([{ x: [1, 2, 4, 6] }]);
  expect(await run(await restored(neon, third, four), numbers)).toEqual([{ x: [1, 2, 4] }]);
  expect(await run(await restored(neon, third, one), numbers)).toEqual([{ x: [1] }]);
});

test("an LSN is the end of what comes back", async () => {
  await using neon = await temporaryEngine();
  const { engine, run } = neon;
  const main = await engine.create(noSignal);
  await run(main, "create table t (x int); insert into t values (1)");
  // The next record is the commit of the other transaction.
  const at = await onCompute(engine, main, async (client) => {
    await client.query("begin; insert into t values (2)");
    const [here] = await run(main, "select pg_current_wal_insert_lsn()::text as lsn");
    await client.query("commit");
    return here;
  });
  const lsn = String(at?.["lsn"]);
  const copied = await engine.copy({ from: main, at: { lsn }, signal: noSignal });
  expect(copied.lsn).toBe(lsn);
  expect(await run(copied.data, numbers)).toEqual([{ x: [1] }]);
  const [present] = await run(main, "select pg_current_wal_insert_lsn()::text as lsn");
  const now = await engine.copy({
    from: main,
    at: { lsn: String(present?.["lsn"]) },
    signal: noSignal,
  });
  expect(await run(now.data, numbers)).toEqual([{ x: [1, 2] }]);
});

test("outside of the history there is nothing", async () => {
  await using neon = await temporaryEngine();
  const { engine, run } = neon;
  const main = await engine.create(noSignal);
  await run(main, "create table t (x int)");
  const start = await engine.historyStart(main);
  const points = [
    { time: new Date(start.getTime() - 1) },
    { time: new Date(Date.now() + 60_000) },
    { lsn: "0/1" },
    { lsn: "F/0" },
  ];
  for (const at of points)
    await expect(engine.copy({ from: main, at, signal: noSignal })).rejects.toMatchObject({
      name: "HistoryError",
    });
  const just = await engine.copy({ from: main, at: { time: new Date() }, signal: noSignal });
  expect(await run(just.data, numbers)).toEqual([{ x: [] }]);
  expect(await engine.historyStart(just.data)).toEqual(start);
});

test("moments among transfers are whole", async () => {
  await using neon = await temporaryEngine();
  const { engine, run } = neon;
  const main = await engine.create(noSignal);
  await run(main, accounts);
  const transfers = transferAll(engine, main);
  for (let round = 0; round < 3; round += 1) {
    await sleep(150);
    const time = new Date();
    const data = await restored(neon, main, time);
    const [found] = await run(data, balances);
    const [wanted] = await run(
      main,
      `select count(*)::int as transfers from transfer where at <= '${time.toISOString()}'`,
    );
    const { sum, transfers: count, last } = found as Record<string, number>;
    expect({ sum, gaps: (last ?? 0) - (count ?? 0) }).toEqual({ sum: 1000, gaps: 0 });
    // A row's time is a little before that of its commit.
    const missing = Number(wanted?.["transfers"]) - (count ?? 0);
    expect([0, 1]).toContain(missing);
  }
  await transfers.stop();
});
