import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import {
  anotherProcess,
  eventually,
  postmasters,
  processes,
  query,
  starters,
  temporaryHome,
} from "./fixture.ts";

// Real processes, on a machine that may have other things to do.
vi.setConfig({ testTimeout: 60_000 });

const clusters = (home: string): string[] => readdirSync(join(home, "clusters")).toSorted();
const never = new AbortController().signal;

test("several processes at once make one cluster and start one Postgres", async () => {
  await using home = temporaryHome();
  const addresses = await Promise.all(Array.from({ length: 3 }, () => home.open().mainAddress()));
  expect(new Set(addresses.map(({ port, password }) => `${port} ${password}`)).size).toBe(1);
  await eventually(() => starters(home.path).length === 0);
  expect(postmasters(home.path)).toHaveLength(1);
  expect(clusters(home.path)).toEqual(["main-1"]);
});

test.each([100, 600, 1100])(
  "kill -9 of the process %i ms into the first start: the next one starts clean, and nothing stays behind",
  async (moment) => {
    await using home = temporaryHome();
    const user = anotherProcess(home.path, "main");
    await sleep(moment);
    await user.kill();
    const embedded = home.open({ suspendSeconds: 1 });
    expect(await query(await embedded.mainAddress(), "select 1 as one")).toEqual([{ one: 1 }]);
    await eventually(() => processes(home.path).length === 0);
    expect(clusters(home.path)).toEqual(["main-1"]);
  },
);

test("a half-made cluster is deleted by the next start", async () => {
  await using home = temporaryHome();
  const embedded = home.open({ suspendSeconds: 1 });
  await embedded.mainAddress();
  await eventually(() => postmasters(home.path).length === 0);
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  mkdirSync(join(home.path, `clusters/.new-${pid}-0123abcd-main-2/data`), { recursive: true });
  const alive = `.new-${process.pid}-0123abcd-main-2`;
  mkdirSync(join(home.path, "clusters", alive));
  await embedded.mainAddress();
  expect(clusters(home.path)).toEqual([alive, "main-1"]);
});

test("a process that is killed alone leaves a Postgres that ends by itself", async () => {
  await using home = temporaryHome();
  const user = anotherProcess(home.path, "main");
  await eventually(() => starters(home.path).length > 0);
  await user.kill();
  await eventually(() => starters(home.path).length === 0);
  expect(clusters(home.path)).toEqual(["main-1"]);
  await eventually(() => processes(home.path).length === 0);
});

test("kill -9 of the starter, at whatever it is: it is started again, and a watchdog is there", async () => {
  await using home = temporaryHome();
  const embedded = home.open({ suspendSeconds: 1 });
  const waiting = embedded.mainAddress();
  for (let kills = 0; kills < 4; kills += 1) {
    await eventually(() => starters(home.path).length > 0);
    await sleep(150 * kills);
    for (const pid of starters(home.path)) process.kill(pid, "SIGKILL");
    await sleep(50);
  }
  expect(await query(await waiting, "select 1 as one")).toEqual([{ one: 1 }]);
  await eventually(() => processes(home.path).length === 0);
  expect(clusters(home.path)).toEqual(["main-1"]);
});

test("a Postgres without a watchdog gets one from the next process", async () => {
  await using home = temporaryHome();
  const embedded = home.open({ suspendSeconds: 600 });
  const admin = await embedded.adminAddress("main");
  await query(
    admin,
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'neon-dba watchdog'",
  );
  const next = home.open({ suspendSeconds: 1 });
  expect((await next.mainAddress()).port).toBe(admin.port);
  await eventually(() => postmasters(home.path).length === 0);
});

test("the lock of a dead Postgres is removed, whoever has its process id now", async () => {
  await using home = temporaryHome();
  const embedded = home.open();
  const address = await embedded.mainAddress();
  await query(address, "create table kept as select 1 as id");
  const [pid = 0] = postmasters(home.path);
  process.kill(pid, "SIGKILL");
  await eventually(() => processes(join(home.path, "clusters")).length === 0);
  const lock = join(home.path, "clusters/main-1/data/postmaster.pid");
  writeFileSync(lock, `${process.pid}\n${home.path}\n0\n${address.port}\n\n127.0.0.1\n\nready\n`);
  const next = home.open();
  expect(await query(await next.mainAddress(), "select id from kept")).toEqual([{ id: 1 }]);
});

test("a shadow cluster that was not shut down, or does not start, is made again", async () => {
  await using home = temporaryHome();
  const embedded = home.open({ suspendSeconds: 1 });
  await embedded.createShadow(never);
  const [pid = 0] = postmasters(home.path);
  process.kill(pid, "SIGKILL");
  await eventually(() => postmasters(home.path).length === 0);
  await eventually(() =>
    embedded
      .createShadow(never)
      .then((shadow) => shadow[Symbol.asyncDispose]())
      .then(
        () => true,
        () => false,
      ),
  );
  expect(clusters(home.path)).toEqual(["shadow-2"]);
  await eventually(() => postmasters(home.path).length === 0);
  writeFileSync(join(home.path, "clusters/shadow-2/data/global/pg_filenode.map"), randomBytes(512));
  await using shadow = await embedded.createShadow(never);
  expect(await query(shadow.address, "select 1 as one")).toEqual([{ one: 1 }]);
  expect(clusters(home.path)).toEqual(["shadow-3"]);
});

test("a main cluster that does not start is left alone, and the log says why", async () => {
  await using home = temporaryHome();
  const embedded = home.open({ suspendSeconds: 1 });
  await embedded.mainAddress();
  await eventually(() => postmasters(home.path).length === 0);
  rmSync(join(home.path, "clusters/main-1/data/global/pg_filenode.map"));
  await expect(embedded.mainAddress()).rejects.toMatchObject({
    code: "UNAVAILABLE",
    message: expect.stringContaining("does not start"),
    quoted: expect.stringContaining("pg_filenode.map"),
  });
  expect(clusters(home.path)).toEqual(["main-1"]);
});

test("data of another major version is refused with both ways on", async () => {
  await using home = temporaryHome();
  const embedded = home.open({ suspendSeconds: 1 });
  await embedded.mainAddress();
  await eventually(() => postmasters(home.path).length === 0);
  writeFileSync(join(home.path, "clusters/main-1/data/PG_VERSION"), "17\n");
  await expect(embedded.mainAddress()).rejects.toMatchObject({
    code: "UNAVAILABLE",
    next: expect.stringContaining("NEON_DBA_HOME"),
  });
});
