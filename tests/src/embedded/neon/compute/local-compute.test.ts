import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { ComputeState } from "../../../../../src/embedded/neon/engine.ts";
import { readPostmaster } from "../../../../../src/embedded/postmaster.ts";
import { dataAt } from "../../../../../src/embedded/neon/storage/store.ts";
import { eventually } from "../../fixture.ts";
import { noSignal, temporaryEngine } from "../storage/temporary-engine.ts";

const size = (suspendSeconds: number) => ({ minCu: 0.25, maxCu: 0.25, suspendSeconds });

test("it starts once for all, suspends, and says so", async () => {
  await using neon = await temporaryEngine();
  const data = await neon.engine.create(noSignal);
  const compute = neon.engine.compute(data);
  expect(neon.engine.compute(data)).toBe(compute);
  const states: ComputeState[] = [];
  compute.onState = (state) => states.push(state);
  const ports = await Promise.all([compute.start(), compute.start(), compute.start()]);
  expect(new Set(ports).size).toBe(1);
  expect(compute.startedAt).toBeInstanceOf(Date);
  await neon.run(data, "create table t as select 1 as x");
  await Promise.all([compute.suspend(), compute.suspend()]);
  expect(readPostmaster(dataAt(neon.store, data).pgdata)).toBeUndefined();
  expect(states).toEqual(["init", "active", "idle"]);
  expect(compute.startedAt).toBeUndefined();
  expect(await neon.run(data, "select x from t")).toEqual([{ x: 1 }]);
});

test("it suspends without a statement, not during one or in a transaction", async () => {
  await using neon = await temporaryEngine();
  const data = await neon.engine.create(noSignal);
  const compute = neon.engine.compute(data);
  compute.configure(size(1));
  await neon.run(data, "create role someone login superuser password 'someone'");
  const { port } = { port: await compute.start() };
  const { default: pg } = await import("pg");
  const client = new pg.Client({
    host: "127.0.0.1",
    port,
    user: "someone",
    password: "someone",
    database: "postgres",
  });
  client.on("error", () => {});
  await client.connect();
  await client.query("begin");
  await sleep(5500);
  expect(compute.state).toBe("active");
  await client.query("commit");
  await client.query("select pg_sleep(3)");
  expect(compute.state).toBe("active");
  await eventually(() => compute.state === "idle");
  expect(await neon.engine.bytes(data)).toBeGreaterThan(1e6);
});

test("minus one second never suspends, and a start keeps it for two seconds", async () => {
  await using neon = await temporaryEngine();
  const data = await neon.engine.create(noSignal);
  const compute = neon.engine.compute(data);
  compute.configure(size(0.1));
  await compute.start();
  await sleep(2000);
  expect(compute.state).toBe("active");
  await eventually(() => compute.state === "idle");
  compute.configure(size(-1));
  await compute.start();
  await sleep(4500);
  expect(compute.state).toBe("active");
});

test("a crash makes it idle, and the next start recovers what was committed", async () => {
  await using neon = await temporaryEngine();
  const data = await neon.engine.create(noSignal);
  const compute = neon.engine.compute(data);
  await neon.run(data, "create table t as select 1 as x");
  process.kill(readPostmaster(dataAt(neon.store, data).pgdata)?.pid ?? 0, "SIGQUIT");
  await eventually(() => compute.state === "idle");
  expect(await neon.run(data, "select x from t")).toEqual([{ x: 1 }]);
});

test("what a dead process left running is joined", async () => {
  await using neon = await temporaryEngine();
  const data = await neon.engine.create(noSignal);
  const port = await neon.engine.compute(data).start();
  const later = neon.another();
  await later.sweep(new Set([data]));
  await eventually(() => later.compute(data).state === "active");
  expect(await later.compute(data).start()).toBe(port);
});

test("a copy keeps its source awake, and starting, suspending and copying do not get in each other's way", async () => {
  await using neon = await temporaryEngine();
  const { engine, run } = neon;
  const data = await engine.create(noSignal);
  await run(data, "create table t as select i from generate_series(1, 100000) i");
  const compute = engine.compute(data);
  compute.configure(size(0.1));
  const copies = [1, 2, 3].map(() => engine.copy({ from: data, signal: noSignal }));
  await sleep(50);
  const others = [compute.suspend(), compute.start(), compute.suspend(), compute.start()];
  const made = await Promise.all(copies);
  await Promise.all(others);
  for (const copy of made)
    expect(await run(copy.data, "select count(*)::int from t")).toEqual([{ count: 100_000 }]);
  const last = engine.copy({ from: data, signal: noSignal });
  await sleep(50);
  await engine.remove(data);
  expect((await last).data).toMatch(/^data-/);
  await expect(compute.start()).rejects.toThrow("no data directory");
});

test("a slow start on demand", async () => {
  await using neon = await temporaryEngine();
  const data = await neon.engine.create(noSignal);
  neon.faults.set([{ kind: "start", ms: 1500 }]);
  const began = performance.now();
  await neon.engine.compute(data).start();
  expect(performance.now() - began).toBeGreaterThan(1400);
});
