import { readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { dataAt } from "../../../../../src/embedded/neon/storage/store.ts";
import { readPostmaster } from "../../../../../src/embedded/postmaster.ts";
import { eventually } from "../../fixture.ts";
import { accounts, balances, noSignal, temporaryEngine, transferAll } from "./temporary-engine.ts";

test("copies of a source that is written to hold what was committed before, and nothing half", async () => {
  await using neon = await temporaryEngine();
  const { engine, run } = neon;
  const source = await engine.create(noSignal);
  await run(source, accounts);
  const transfers = transferAll(engine, source);
  for (let round = 0; round < 3; round += 1) {
    await sleep(100);
    const before = transfers.acknowledged();
    const [one, two] = await Promise.all([
      engine.copy({ from: source, signal: noSignal }),
      engine.copy({ from: source, signal: noSignal }),
    ]);
    const after = transfers.acknowledged();
    for (const { data } of [one, two]) {
      const [found] = await run(data, balances);
      const { sum, transfers: count, last } = found as Record<string, number>;
      expect({ sum, gaps: (last ?? 0) - (count ?? 0) }).toEqual({ sum: 1000, gaps: 0 });
      expect(count).toBeGreaterThanOrEqual(before);
      expect(count).toBeLessThanOrEqual(after + 1);
    }
  }
  const count = await transfers.stop();
  expect(await run(source, balances)).toEqual([{ sum: 1000, transfers: count, last: count }]);
});

test("a copy and its source go ways of their own, copies of copies too", async () => {
  await using neon = await temporaryEngine();
  const { engine, run } = neon;
  const parent = await engine.create(noSignal);
  await run(parent, "create table t (x text); insert into t values ('both')");
  await engine.compute(parent).suspend();
  const { data: child } = await engine.copy({ from: parent, signal: noSignal });
  await run(child, "insert into t values ('child')");
  await run(parent, "insert into t values ('parent')");
  const { data: grandchild } = await engine.copy({ from: child, signal: noSignal });
  await run(grandchild, "delete from t where x = 'both'");
  const texts = "select array_agg(x order by x) as x from t";
  expect(await run(parent, texts)).toEqual([{ x: ["both", "parent"] }]);
  expect(await run(child, texts)).toEqual([{ x: ["both", "child"] }]);
  expect(await run(grandchild, texts)).toEqual([{ x: ["child"] }]);
  await engine.remove(parent);
  await Promise.all([child, grandchild].map((data) => engine.compute(data).suspend()));
  expect(await run(child, texts)).toEqual([{ x: ["both", "child"] }]);
});

test("a cancelled copy leaves nothing, and the source goes on", async () => {
  await using neon = await temporaryEngine();
  const { engine, run } = neon;
  const source = await engine.create(noSignal);
  await run(source, "create table t as select i from generate_series(1, 200000) i");
  const results: string[] = [];
  for (const ms of [0, 20, 60, 120]) {
    const gone = new AbortController();
    const copying = engine.copy({ from: source, signal: gone.signal });
    setTimeout(() => gone.abort(new Error("gone")), ms);
    const result = await copying.catch((error: unknown) => String(error));
    if (typeof result === "string") results.push(result);
    else await engine.remove(result.data);
  }
  expect(new Set(results)).toEqual(new Set(["Error: gone"]));
  expect(readdirSync(`${neon.store.root}/data`)).toEqual([source]);
  expect(await run(source, "select count(*)::int from t")).toEqual([{ count: 200_000 }]);
});

test("a frozen copy stays what it was, and can be copied", async () => {
  await using neon = await temporaryEngine();
  const { engine, run } = neon;
  const source = await engine.create(noSignal);
  await run(source, "create table t (x int); insert into t values (1)");
  const frozen = await engine.freeze({ from: source, signal: noSignal });
  await run(source, "insert into t values (2)");
  await engine.remove(source);
  const again = await engine.freeze({ from: frozen.data, signal: noSignal });
  await engine.remove(frozen.data);
  const [one, two] = await Promise.all([
    engine.copy({ from: again.data, signal: noSignal }),
    engine.copy({ from: again.data, signal: noSignal }),
  ]);
  await run(one.data, "insert into t values (3)");
  expect(await run(two.data, "select x from t")).toEqual([{ x: 1 }]);
  const early = { time: new Date(frozen.time.getTime() - 1000) };
  await expect(
    engine.copy({ from: again.data, at: early, signal: noSignal }),
  ).rejects.toMatchObject({ name: "HistoryError" });
  await expect(engine.compute(again.data).start()).rejects.toThrow("no data directory");
});

test("copies of a frozen moment write to no file of each other", async () => {
  await using neon = await temporaryEngine();
  const { engine, run } = neon;
  const source = await engine.create(noSignal);
  await run(source, "create table t (x int); insert into t values (1)");
  const at = { time: new Date() };
  const frozen = await engine.freeze({ from: source, at, signal: noSignal });
  const copies = [1, 2].map(() => engine.copy({ from: frozen.data, signal: noSignal }));
  const [one, two] = (await Promise.all(copies)).map(({ data }) => data);
  await run(String(one), "insert into t values (11)");
  await run(String(two), "insert into t select 22 from generate_series(1, 1000)");
  process.kill(readPostmaster(dataAt(neon.store, String(one)).pgdata)?.pid ?? 0, "SIGQUIT");
  await eventually(() => engine.compute(String(one)).state === "idle");
  expect(await run(String(one), "select array_agg(x order by x) as x from t")).toEqual([
    { x: [1, 11] },
  ]);
});
