import { spawn } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { createEmbedded } from "../../../../../src/embedded/embedded.ts";
import { ensureLocalNeon } from "../../../../../src/embedded/neon/serve/locate.ts";
import { findServing } from "../../../../../src/embedded/neon/serve/serving.ts";
import { isAlive } from "../../../../../src/embedded/process.ts";
import { localNeon } from "../../../../helpers/local-neon.ts";
import type { LocalNeon } from "../../../../helpers/local-neon.ts";
import { eventually, postmasters, processes, temporaryHome } from "../../fixture.ts";

const programs = (home: string): number[] => processes("serve/main", home);
const projects = async ({ api }: LocalNeon): Promise<string[]> =>
  (await api.listProjects({})).data.projects.map(({ name }) => name);

test("ten processes that want one on an empty home get the same", async () => {
  await using home = temporaryHome();
  const script = join(import.meta.dirname, "neon-user.ts");
  const users = Array.from({ length: 10 }, () =>
    spawn(process.execPath, [script, home.path], { stdio: ["ignore", "pipe", "inherit"] }),
  );
  try {
    const answers = await Promise.all(
      users.map(
        (user) =>
          new Promise<string>((resolve) =>
            user.stdout.once("data", (line: Buffer) => resolve(line.toString())),
          ),
      ),
    );
    expect(new Set(answers).size).toBe(1);
    await eventually(() => programs(home.path).length === 1);
  } finally {
    for (const user of users) user.kill("SIGKILL");
  }
});

test("callers in one process share a start, are told of it, and start nothing later", async () => {
  await using home = temporaryHome();
  const [one, other] = [home.open(), home.open()];
  const steps: string[] = [];
  const progress = (step: string): void => void steps.push(step);
  const [first, second] = await Promise.all([one.localNeon({ progress }), other.localNeon()]);
  expect(second).toEqual(first);
  expect(steps).toEqual(["Starting the local Neon"]);
  for (let at = 0; at < 1000; at += 1) await one.localNeon({ progress });
  expect(steps).toHaveLength(1);
  expect(programs(home.path)).toEqual([first.pid]);
  const { localNeon: status } = await one.status();
  expect(status).toEqual({ state: "running", pid: first.pid, origin: first.origin });
});

test("after kill -9 of the process the next use starts another, with the same key and projects", async () => {
  await using neon = await localNeon();
  expect(await projects(neon)).toEqual(["local"]);
  await neon.kill();
  const next = await neon.again();
  expect(next.pid).not.toBe(neon.pid);
  expect(next.key).toBe(neon.key);
  expect(await projects(next)).toEqual(["local"]);
});

test("one that is killed while it starts is in nobody's way", async () => {
  await using home = temporaryHome();
  const embedded = home.open();
  for (const ms of [0, 100, 300, 600]) {
    void embedded.localNeon().catch(() => {});
    await eventually(() => programs(home.path).length > 0);
    await sleep(ms);
    const killed = programs(home.path);
    for (const pid of killed) process.kill(pid, "SIGKILL");
    await eventually(() => !killed.some(isAlive));
  }
  const { pid } = await embedded.localNeon();
  await eventually(() => programs(home.path).length === 1);
  expect(programs(home.path)).toEqual([pid]);
});

test("without use it ends: no process stays, and the next use finds everything", async () => {
  await using neon = await localNeon({ idleSeconds: 0.5 });
  expect(await projects(neon)).toEqual(["local"]);
  await eventually(() => programs(neon.home).length === 0);
  expect(postmasters(neon.home)).toEqual([]);
  expect(findServing({ path: neon.home, account: undefined })).toMatchObject({ ended: true });
  const next = await neon.again();
  expect(await projects(next)).toEqual(["local"]);
});

test("who asks where it is just before it ends still gets an answer", async () => {
  await using neon = await localNeon({ idleSeconds: 0.1 });
  const pids = new Set([neon.pid]);
  for (const ms of [1950, 2100, 2150, 2200]) {
    await sleep(ms);
    const next = await neon.again();
    pids.add(next.pid);
    await sleep(100);
    expect(await projects(next)).toEqual(["local"]);
  }
  expect(pids.size).toBeGreaterThan(1);
});

test.each(["SIGTERM", "SIGINT"] as const)("%s ends it at once", async (signal) => {
  await using neon = await localNeon();
  process.kill(neon.pid, signal);
  await eventually(() => programs(neon.home).length === 0);
  expect(postmasters(neon.home)).toEqual([]);
});

test("a compute that a killed one left ends with the one after it", async () => {
  await using neon = await localNeon();
  await projects(neon);
  expect(postmasters(neon.home)).toHaveLength(1);
  await neon.kill();
  const next = await neon.again();
  process.kill(next.pid, "SIGTERM");
  await eventually(() => programs(neon.home).length === 0);
  expect(postmasters(neon.home)).toEqual([]);
});

test("a home that is deleted ends it", async () => {
  await using neon = await localNeon();
  rmSync(neon.home, { recursive: true, force: true });
  await eventually(() => programs(neon.home).length === 0);
  await eventually(() => postmasters(neon.home).length === 0);
  expect(existsSync(neon.home)).toBe(false);
});

test("destroying the home ends it, and the computes that a killed one left", async () => {
  await using neon = await localNeon();
  await neon.kill();
  await using embedded = createEmbedded({ home: neon.home });
  await embedded.destroy();
  expect(programs(neon.home)).toEqual([]);
  expect(postmasters(neon.home)).toEqual([]);
  expect(existsSync(join(neon.home, "neon"))).toBe(false);
});

test("what keeps it from starting is told to each caller, and the next one may try again", async () => {
  await using home = temporaryHome();
  const embedded = home.open({ pgBin: "/nowhere/bin" });
  const refused = {
    code: "UNAVAILABLE",
    message: expect.stringContaining("NEON_DBA_PG_BIN (`/nowhere/bin`)"),
    quoted: expect.stringContaining("ENOENT"),
  };
  const answers = await Promise.allSettled([embedded.localNeon(), embedded.localNeon()]);
  for (const answer of answers) expect(answer).toMatchObject({ reason: refused });
  const { pid } = await home.open().localNeon();
  expect(programs(home.path)).toEqual([pid]);
});

test("a program that cannot even begin is explained by its last words", async () => {
  await using home = temporaryHome();
  const request = { home: { path: home.path, account: undefined }, idleSeconds: 1 };
  vi.stubEnv("NODE_OPTIONS", "--no-such-option");
  await expect(ensureLocalNeon(request)).rejects.toMatchObject({
    code: "UNAVAILABLE",
    next: expect.stringContaining(join(home.path, "neon/log")),
    quoted: expect.stringContaining("--no-such-option"),
  });
  vi.unstubAllEnvs();
});

test("an abort ends the waiting, and the start goes on for the others", async () => {
  await using home = temporaryHome();
  const embedded = home.open();
  const controller = new AbortController();
  const waiting = embedded.localNeon({ signal: controller.signal });
  const patient = embedded.localNeon();
  setTimeout(() => controller.abort(), 50);
  await expect(waiting).rejects.toMatchObject({ code: "CANCELLED" });
  expect((await patient).origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(readdirSync(join(home.path, "neon"))).toContain("serving-1.json");
});
