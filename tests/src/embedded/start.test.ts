import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { expect, inject, test } from "vitest";
import type { Embedded } from "../../../src/embedded/embedded.ts";
import { hasChecksums } from "../../../src/embedded/postmaster.ts";
import {
  anotherProcess,
  eventually,
  postmasters,
  processes,
  query,
  starters,
  superuserOf,
  temporaryHome,
} from "./fixture.ts";

const clusters = (home: string): string[] => readdirSync(join(home, "clusters")).toSorted();
const never = new AbortController().signal;

/** Makes a shadow that works, and drops it; returns its port. */
async function use(embedded: Embedded): Promise<number> {
  await using shadow = await embedded.createShadow(never);
  expect(await query(shadow.address, "select 1 as one")).toEqual([{ one: 1 }]);
  return shadow.address.port;
}

test("several processes at once make one cluster and start one Postgres", async () => {
  await using home = temporaryHome();
  const ports = await Promise.all(Array.from({ length: 3 }, () => use(home.open())));
  expect(new Set(ports).size).toBe(1);
  await eventually(() => starters(home.path).length === 0);
  expect(postmasters(home.path)).toHaveLength(1);
  expect(clusters(home.path)).toEqual(["shadow-1"]);
});

test.each([100, 600, 1100])(
  "kill -9 of the process %i ms into the first start: the next one starts clean, and nothing stays behind",
  async (moment) => {
    await using home = temporaryHome();
    const user = anotherProcess(home.path);
    await sleep(moment);
    await user.kill();
    await use(home.open({ suspendSeconds: 1 }));
    await eventually(() => processes(home.path).length === 0);
    expect(clusters(home.path)).toEqual(["shadow-1"]);
  },
);

test("a half-made cluster is deleted by the next start", async () => {
  await using home = temporaryHome();
  const embedded = home.open({ suspendSeconds: 1 });
  await use(embedded);
  await eventually(() => postmasters(home.path).length === 0);
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  mkdirSync(join(home.path, `clusters/.new-${pid}-0123abcd-shadow-2/data`), { recursive: true });
  const alive = `.new-${process.pid}-0123abcd-shadow-2`;
  mkdirSync(join(home.path, "clusters", alive));
  await use(embedded);
  expect(clusters(home.path)).toEqual([alive, "shadow-1"]);
});

test("a process that is killed alone leaves a Postgres that ends by itself", async () => {
  await using home = temporaryHome();
  const user = anotherProcess(home.path);
  await eventually(() => starters(home.path).length > 0);
  await user.kill();
  await eventually(() => starters(home.path).length === 0);
  expect(clusters(home.path)).toEqual(["shadow-1"]);
  await eventually(() => processes(home.path).length === 0);
});

test("kill -9 of the starter, at whatever it is: it is started again, and a watchdog is there", async () => {
  await using home = temporaryHome();
  const working = use(home.open({ suspendSeconds: 1 }));
  for (let kills = 0; kills < 4; kills += 1) {
    await eventually(() => starters(home.path).length > 0);
    await sleep(150 * kills);
    for (const pid of starters(home.path)) process.kill(pid, "SIGKILL");
    await sleep(50);
  }
  await working;
  await eventually(() => processes(home.path).length === 0);
  expect(clusters(home.path)).toEqual(["shadow-1"]);
});

test("a Postgres without a watchdog gets one from the next process", async () => {
  await using home = temporaryHome();
  const port = await use(home.open({ suspendSeconds: 600 }));
  await query(
    superuserOf(home.path),
    "select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = 'neon-dba watchdog'",
  );
  expect(await use(home.open({ suspendSeconds: 1 }))).toBe(port);
  await eventually(() => postmasters(home.path).length === 0);
});

test("a cluster that was not shut down, or does not start, is made again", async () => {
  await using home = temporaryHome();
  const embedded = home.open({ suspendSeconds: 1 });
  await use(embedded);
  const [pid = 0] = postmasters(home.path);
  process.kill(pid, "SIGKILL");
  await eventually(() => postmasters(home.path).length === 0);
  await eventually(() =>
    use(embedded).then(
      () => true,
      () => false,
    ),
  );
  expect(clusters(home.path)).toEqual(["shadow-2"]);
  await eventually(() => postmasters(home.path).length === 0);
  writeFileSync(join(home.path, "clusters/shadow-2/data/global/pg_filenode.map"), randomBytes(512));
  await use(embedded);
  expect(clusters(home.path)).toEqual(["shadow-3"]);
});

test("a cluster of another major version is made again, and left to those who use it", async () => {
  await using home = temporaryHome();
  const user = anotherProcess(home.path);
  await user.ready;
  writeFileSync(join(home.path, "clusters/shadow-1/data/PG_VERSION"), "17\n");
  const embedded = home.open({ suspendSeconds: 1 });
  await use(embedded);
  expect(clusters(home.path)).toEqual(["shadow-1", "shadow-2"]);
  expect(postmasters(home.path)).toHaveLength(2);
  await user.kill();
  await eventually(() => postmasters(home.path).length === 0);
  writeFileSync(join(home.path, "clusters/shadow-2/data/PG_VERSION"), "17\n");
  await use(embedded);
  expect(clusters(home.path)).toEqual(["shadow-3"]);
});

test("a cluster with checksums, of an earlier neon-dba, is not used any more", async () => {
  await using home = temporaryHome();
  const embedded = home.open({ suspendSeconds: 1 });
  await use(embedded);
  expect(await query(superuserOf(home.path), "show data_checksums")).toEqual([
    { data_checksums: "off" },
  ]);
  await eventually(() => postmasters(home.path).length === 0);
  const control = openSync(join(home.path, "clusters/shadow-1/data/global/pg_control"), "r+");
  writeSync(control, Buffer.from([1]), 0, 1, 252);
  closeSync(control);
  await use(embedded);
  expect(clusters(home.path)).toEqual(["shadow-2"]);
});

test("checksums are seen where they are", async () => {
  const client = new pg.Client({ connectionString: inject("postgres") });
  await client.connect();
  const { rows } = await client.query(
    "select current_setting('data_directory') as data, current_setting('data_checksums') as checksums",
  );
  await client.end();
  expect(rows[0].checksums).toBe("on");
  expect(hasChecksums(rows[0].data)).toBe(true);
});

test("a Postgres that does not start on a new cluster either is said so, with the last words of its log", async () => {
  await using home = temporaryHome();
  const { installation } = await home.open().status();
  const pgBin = join(home.path, "bin");
  mkdirSync(pgBin);
  for (const program of ["initdb", "pg_ctl"])
    symlinkSync(join(installation.bin, program), join(pgBin, program));
  const real = join(installation.bin, "postgres");
  const script = `#!/bin/sh\ncase $1 in -D) echo no memory at all; exit 1;; *) exec '${real}' "$@";; esac\n`;
  writeFileSync(join(pgBin, "postgres"), script);
  for (const path of [pgBin, join(pgBin, "postgres")]) chmodSync(path, 0o755);
  await expect(use(home.open({ pgBin }))).rejects.toMatchObject({
    code: "UNAVAILABLE",
    message: expect.stringContaining("does not start"),
    next: expect.stringContaining(join(home.path, "clusters/shadow-1/log")),
    quoted: expect.stringContaining("no memory at all"),
  });
});
