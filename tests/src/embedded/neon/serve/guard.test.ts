import { spawn } from "node:child_process";
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { neonFolder } from "../../../../../src/embedded/neon/serve/serving.ts";
import { isAlive } from "../../../../../src/embedded/process.ts";
import { temporaryHome } from "../../../../helpers/cluster.ts";
import { eventually, processes } from "../../fixture.ts";

/** A process with a guard, and something that runs in a data directory and a draft of its home, and elsewhere. */
async function scene(seconds = 1) {
  const home = temporaryHome();
  const path = join(neonFolder(home), "serving-1.json");
  const running = ["data/data-1", "bases/.new-1-base-1", "data/other"].map((name) => {
    const pgdata = join(neonFolder(home), name, "pgdata");
    mkdirSync(pgdata, { recursive: true });
    const argv0 = `postgres -D ${name === "data/other" ? "/somewhere" : pgdata}`;
    const { pid = 0 } = spawn("sleep", ["60"], { argv0, stdio: "ignore" });
    writeFileSync(join(pgdata, "postmaster.pid"), `${pid}\n${pgdata}\n`);
    return pid;
  });
  writeFileSync(path, "{}");
  const script = join(import.meta.dirname, "guarded.ts");
  const args = [script, home.path, path, String(seconds)];
  const guarded = spawn(process.execPath, args, { stdio: "ignore" });
  const guards = (): number[] => processes("neon-dba guard", home.path);
  onTestFinished(() => {
    for (const pid of running) if (isAlive(pid)) process.kill(pid, "SIGKILL");
    guarded.kill("SIGKILL");
    rmSync(home.path, { recursive: true, force: true });
  });
  await eventually(() => guards().length === 1);
  return { guarded, guards, path, running };
}

test("what a killed process started ends, also on a draft", async () => {
  const { guarded, guards, running } = await scene();
  await sleep(1500);
  expect(running.every(isAlive)).toBe(true);
  guarded.kill("SIGKILL");
  await eventually(() => guards().length === 0);
  await eventually(() => running.filter(isAlive).length === 1);
  // Its id is in an old file, and another process has it now.
  expect(running.map(isAlive)).toEqual([false, false, true]);
});

test.each(["removed by the next", "renamed at a proper end"])(
  "nothing is ended when the file was %s",
  async (how) => {
    const { guarded, guards, path, running } = await scene();
    if (how.startsWith("removed")) rmSync(path);
    else renameSync(path, `${path}.ended`);
    guarded.kill("SIGKILL");
    await eventually(() => guards().length === 0);
    expect(running.every(isAlive)).toBe(true);
  },
);

test("nothing is ended when the next one comes while it waits", async () => {
  const { guarded, guards, path, running } = await scene(6);
  guarded.kill("SIGKILL");
  await sleep(300);
  rmSync(path);
  await eventually(() => guards().length === 0);
  expect(running.every(isAlive)).toBe(true);
});
