import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { eventually, postmasters } from "../../fixture.ts";
import { noSignal, temporaryEngine } from "./temporary-engine.ts";

test("whenever it is killed, nothing of it stays, and the source is as it was", async () => {
  await using neon = await temporaryEngine();
  const data = await neon.engine.create(noSignal);
  await neon.run(data, "create table t as select i from generate_series(1, 100000) i");
  await neon.engine.close();
  const script = join(import.meta.dirname, "maker.ts");
  let began = 0;
  for (const ms of [150, 600, 1400, 2500, 4000]) {
    const child = spawn(process.execPath, [script, neon.home.path, data], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const gone = once(child, "exit");
    await once(child.stdout, "data");
    await sleep(ms);
    child.kill("SIGKILL");
    expect(await gone).toEqual([null, "SIGKILL"]);
    began += readdirSync(join(neon.store.root, "data")).length - 1;
    const engine = neon.another();
    await engine.sweep(new Set([data]));
    await eventually(() => readdirSync(join(neon.store.root, "data")).length === 1);
    expect(readdirSync(join(neon.store.root, "bases"))).toHaveLength(1);
    const client = await engine.compute(data).admin();
    const { rows } = await client.query("select count(*)::int from t");
    await client.end();
    expect(rows).toEqual([{ count: 100_000 }]);
    await engine.close();
    expect(postmasters(neon.home.path)).toEqual([]);
  }
  expect(began).toBeGreaterThan(0);
});

test("what is not kept goes with its base, and its compute ends", async () => {
  await using neon = await temporaryEngine();
  const { engine, store } = neon;
  const kept = await engine.create(noSignal);
  const other = await engine.create(noSignal);
  await engine.freeze({ from: kept, signal: noSignal });
  await engine.compute(other).start();
  const later = neon.another();
  await later.sweep(new Set([kept]));
  expect(readdirSync(join(store.root, "data"))).toEqual([kept]);
  expect(readdirSync(join(store.root, "bases"))).toHaveLength(1);
  await eventually(() => engine.compute(other).state === "idle");
});
