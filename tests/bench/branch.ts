import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { postgresAccount } from "../../src/embedded/account.ts";
import { openHome } from "../../src/embedded/home.ts";
import { findInstallation } from "../../src/embedded/installation.ts";
import { createEngine } from "../../src/embedded/neon/create-engine.ts";
import type { Copied, DataId, Engine } from "../../src/embedded/neon/engine.ts";
import { Faults } from "../../src/embedded/neon/faults.ts";
import { median, print, quantile, timed } from "./figures.ts";

/**
 * Branches of the local Neon by the size of their parent: time, disk, the longest that a writer waits, start, memory; then twenty of them
 * at once. Nothing between it and the engine. `npm run bench -- branch [MB…]`; memory on Linux only.
 */
const sizes = process.argv.slice(2).map(Number);
const { signal } = new AbortController();
const home = openHome(mkdtempSync(join(tmpdir(), "neon-dba-branch-")), postgresAccount());
const root = join(home.path, "neon");
const installation = await findInstallation(home);
const faults = new Faults();

async function withEngine(work: (engine: Engine) => Promise<void>): Promise<void> {
  const engine = createEngine({ root, home, installation, faults, log: () => {} });
  try {
    await work(engine);
  } finally {
    await engine.close();
    await createEngine({ root, home, installation, faults, log: () => {} }).sweep(new Set());
  }
}

/** A parent of so many megabytes of rows, with an index of which the size counts too. */
async function parentOf(engine: Engine, megabytes: number): Promise<DataId> {
  const data = await engine.create(signal);
  engine.compute(data).configure({ minCu: 0.25, maxCu: 1, suspendSeconds: -1 });
  const client = await engine.compute(data).admin();
  await client.query("create table filler (id int, text text); create table tick (at timestamptz)");
  const target = megabytes * 1024 * 1024;
  for (let size = 0; size < target;) {
    await client.query(
      `insert into filler select i, repeat(md5(i::text), 30) from generate_series(1, ${Math.ceil(Math.min(target - size, 2e8) / 1024)}) i`,
    );
    const { rows } = await client.query("select pg_database_size('postgres')::float8 as size");
    size = (rows[0] as { size: number }).size;
  }
  await client.query("checkpoint");
  await client.end();
  return data;
}

/** Commits one row every 2 ms, and keeps how long each took. */
async function writing<T>(
  engine: Engine,
  data: DataId,
  work: () => Promise<T>,
): Promise<{ result: T; waits: number[] }> {
  const client = await engine.compute(data).admin();
  const waits: number[] = [];
  let going = true;
  const writer = (async () => {
    while (going) {
      const { ms } = await timed(() => client.query("insert into tick values (now())"));
      waits.push(ms);
      await sleep(2);
    }
  })();
  await sleep(200);
  const before = waits.length;
  const result = await work();
  going = false;
  await writer;
  await client.end();
  return { result, waits: waits.slice(before) };
}

/** On the disk, what is linked counted once. */
const usedMegabytes = (): number =>
  Number(execFileSync("du", ["-sk", root], { encoding: "utf8" }).split("\t")[0]) / 1024;

/** Proportional set size of all processes of a compute, in megabytes. */
function memory(data: DataId): number {
  const folder = join(root, "data", data, "pgdata");
  const kilobytes = readdirSync("/proc").map((pid) => {
    try {
      if (!/^\d+$/.test(pid) || readlinkSync(`/proc/${pid}/cwd`) !== folder) return 0;
      return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1]);
    } catch {
      return 0;
    }
  });
  return kilobytes.reduce((sum, one) => sum + one, 0) / 1024;
}

async function bySize(engine: Engine, megabytes: number): Promise<Record<string, number>> {
  const parent = await parentOf(engine, megabytes);
  execFileSync("sync");
  const rounds = megabytes > 1000 ? 2 : 5;
  const figures: Record<string, number[]> = {};
  const note = (name: string, value: number): void => void (figures[name] ??= []).push(value);
  for (let round = 0; round < rounds; round += 1) {
    const used = usedMegabytes();
    const { result, waits } = await writing(engine, parent, () =>
      timed(() => engine.copy({ from: parent, signal })),
    );
    note("branch ms", result.ms);
    note("disk MB", usedMegabytes() - used);
    note("writer p50 ms", median(waits));
    note("writer longest ms", quantile(waits, 1));
    const { data } = result.result;
    const compute = engine.compute(data);
    note("first start ms", (await timed(() => compute.start())).ms);
    await compute.suspend();
    note("cold start ms", (await timed(() => compute.start())).ms);
    await sleep(500);
    note("memory MB", memory(data));
    await engine.remove(data);
  }
  const time = new Date();
  const { ms, result } = await timed(() => engine.copy({ from: parent, at: { time }, signal }));
  note("restore ms", ms);
  await engine.remove(result.data);
  await engine.remove(parent);
  return Object.fromEntries(
    Object.entries(figures).map(([name, values]) => [
      name,
      name.includes("longest") ? quantile(values, 1) : median(values),
    ]),
  );
}

async function manyAtOnce(engine: Engine): Promise<Record<string, number>> {
  const parent = await parentOf(engine, 40);
  execFileSync("sync");
  const each: number[] = [];
  const { ms: all, result: branches } = await timed(() =>
    Promise.all(
      Array.from({ length: 20 }, async (): Promise<Copied> => {
        const { ms, result } = await timed(async () => {
          const copied = await engine.copy({ from: parent, signal });
          await engine.compute(copied.data).start();
          return copied;
        });
        each.push(ms);
        return result;
      }),
    ),
  );
  await sleep(1000);
  const pss = branches.map(({ data }) => memory(data));
  return {
    "all ms": all,
    "median ms": median(each),
    "memory of all MB": pss.reduce((sum, one) => sum + one, 0),
  };
}

try {
  const rows: Record<string, Record<string, number>> = {};
  for (const megabytes of sizes.length > 0 ? sizes : [40, 400])
    await withEngine(async (engine) => {
      rows[`${megabytes} MB`] = await bySize(engine, megabytes);
    });
  print("one branch, while a row is written every few ms (medians)", rows);
  await withEngine(async (engine) => {
    print("twenty branches of 40 MB, copied and started", { "at once": await manyAtOnce(engine) });
  });
} finally {
  rmSync(home.path, { recursive: true, force: true });
}
