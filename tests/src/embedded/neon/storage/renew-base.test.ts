import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { isBaseOld, renewBase } from "../../../../../src/embedded/neon/storage/renew-base.ts";
import { dataAt } from "../../../../../src/embedded/neon/storage/store.ts";
import { segments } from "../../../../../src/embedded/neon/storage/wal.ts";
import { noSignal, onCompute, temporaryEngine } from "./temporary-engine.ts";

test("a new base ends the history before the one that it follows, and its WAL", async () => {
  await using neon = await temporaryEngine();
  const { engine, run, store } = neon;
  const main = await engine.create(noSignal);
  const data = dataAt(store, main);
  const renew = (): Promise<void> =>
    onCompute(engine, main, (client) => renewBase(store, client, data, noSignal));
  const moments: Date[] = [];
  await run(main, "create table t (x int)");
  for (const x of [1, 2, 3]) {
    await run(main, `insert into t values (${x})`);
    await sleep(10);
    moments.push(new Date());
    await sleep(10);
    if (x < 3) await renew();
  }
  const oldest = segments(data.wal).toSorted()[0] ?? "";
  const start = await engine.historyStart(main);
  expect(readdirSync(join(store.root, "bases"))).toHaveLength(2);
  expect(start > (moments[0] as Date)).toBe(true);
  const found: unknown[] = [];
  for (const time of moments) {
    const result = await engine
      .copy({ from: main, at: { time }, signal: noSignal })
      .catch((error: unknown) => error as Error);
    if (result instanceof Error) found.push(result.name);
    else
      found.push((await run(result.data, "select array_agg(x order by x) as x from t"))[0]?.["x"]);
  }
  expect(found).toEqual(["HistoryError", [1, 2], [1, 2, 3]]);
  expect(existsSync(join(data.wal, oldest))).toBe(true);
  await renew();
  expect(existsSync(join(data.wal, oldest))).toBe(false);
});

test("a base is old when the WAL since then is more than the least, and than the data", async () => {
  await using neon = await temporaryEngine();
  const { engine, store, run } = neon;
  const main = await engine.create(noSignal);
  const isOld = (least: number): Promise<boolean> =>
    onCompute(engine, main, (client) => isBaseOld(client, dataAt(store, main), least));
  expect(await isOld(1)).toBe(false);
  const churn = `do $$ begin for i in 1..60 loop
    drop table if exists t; create table t as select repeat('x', 1000) from generate_series(1, 1000);
    commit; end loop; end $$`;
  await run(main, churn);
  expect(await isOld(1)).toBe(true);
  expect(await isOld(1e9)).toBe(false);
});
