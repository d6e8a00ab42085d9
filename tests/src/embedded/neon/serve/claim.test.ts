import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Home } from "../../../../../src/embedded/home.ts";
import { claim, take } from "../../../../../src/embedded/neon/serve/claim.ts";
import {
  findServing,
  heldAt,
  hold,
  neonFolder,
  servingName,
} from "../../../../../src/embedded/neon/serve/serving.ts";
import { temporaryHome } from "../../../../helpers/cluster.ts";

interface Claimer {
  readonly claimed: Promise<boolean>;
  kill(): Promise<void>;
}

/** A home, and processes on it; disposing of it ends them. */
function scene(): Disposable & { home: Home; claimer(how?: "ending"): Claimer } {
  const home = temporaryHome();
  mkdirSync(neonFolder(home));
  const children = new Set<ReturnType<typeof spawn>>();
  return {
    home,
    claimer(how) {
      const script = join(import.meta.dirname, "claimer.ts");
      const child = spawn(process.execPath, [script, home.path, how ?? ""], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      children.add(child);
      const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
      return {
        claimed: new Promise((resolve) =>
          child.stdout.once("data", (line: Buffer) => resolve(line.toString() === "yes\n")),
        ),
        kill() {
          child.kill("SIGKILL");
          return gone;
        },
      };
    },
    [Symbol.dispose]() {
      for (const child of children) child.kill("SIGKILL");
      rmSync(home.path, { recursive: true, force: true });
    },
  };
}

const files = (home: Home): string[] => readdirSync(neonFolder(home)).toSorted();
const isTrue = (value: boolean): boolean => value;

test("of ten at once one becomes the local Neon, and after it is killed one of ten again", async () => {
  using at = scene();
  for (const number of [1, 2, 3]) {
    const claimers = Array.from({ length: 10 }, () => at.claimer());
    const claimed = await Promise.all(claimers.map((claimer) => claimer.claimed));
    expect(claimed.filter(isTrue)).toHaveLength(1);
    expect(files(at.home)).toEqual([servingName(number)]);
    expect(findServing(at.home)).toMatchObject({ number, alive: true, ended: false });
    await Promise.all(claimers.map((claimer) => claimer.kill()));
    expect(findServing(at.home)).toMatchObject({ number, alive: false });
  }
});

test("a claim waits for the one that is ending", async () => {
  using at = scene();
  const first = at.claimer("ending");
  await first.claimed;
  const second = at.claimer();
  let answered = false;
  void second.claimed.then(() => (answered = true));
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(answered).toBe(false);
  await first.kill();
  expect(await second.claimed).toBe(true);
});

test("who looked so long ago that its number was used and removed meanwhile takes nothing", async () => {
  using at = scene();
  writeFileSync(join(neonFolder(at.home), servingName(6)), JSON.stringify({ pid: 0 }));
  const held = await claim(at.home);
  expect(files(at.home)).toEqual([servingName(7)]);
  expect(take(at.home, 7)).toBeUndefined();
  expect(take(at.home, 3)).toBeUndefined();
  expect(files(at.home)).toEqual([servingName(7)]);
  expect(held?.isHeld()).toBe(true);
});

test("a claim ends with a higher one", async () => {
  using at = scene();
  const held = await claim(at.home);
  expect(held?.isHeld()).toBe(true);
  writeFileSync(join(neonFolder(at.home), servingName(7)), JSON.stringify({ pid: 0 }));
  expect(held?.isHeld()).toBe(false);
});

test("the file is nobody else's to read, and leaves no draft", async () => {
  using at = scene();
  await claim(at.home);
  expect(files(at.home)).toEqual(["serving-1.json"]);
  expect(statSync(join(neonFolder(at.home), "serving-1.json")).mode & 0o777).toBe(0o600);
});

test("a client that touched the file keeps the local Neon; later the claim ends, and a touch fails", async () => {
  using at = scene();
  const held = await claim(at.home);
  const path = findServing(at.home)?.path ?? "";
  utimesSync(path, 0, 0);
  expect(hold(path)).toBe(true);
  expect(held?.giveUpUnlessWanted()).toBe(false);
  expect(heldAt(path)).toBeGreaterThan(Date.now() - 1000);
  utimesSync(path, 0, 0);
  expect(held?.giveUpUnlessWanted()).toBe(true);
  expect(hold(path)).toBe(false);
  expect(findServing(at.home)).toMatchObject({ number: 1, ended: true });
});

test("those who wait are told why it did not begin", async () => {
  using at = scene();
  const held = await claim(at.home);
  held?.giveUp({ what: "No binaries.", next: "Get some." });
  expect(findServing(at.home)).toMatchObject({
    ended: true,
    failed: { what: "No binaries.", next: "Get some." },
  });
});

test("a home that is deleted ends the claim quietly", async () => {
  using at = scene();
  const held = await claim(at.home);
  rmSync(at.home.path, { recursive: true });
  expect(held?.isHeld()).toBe(false);
  expect(held?.giveUpUnlessWanted()).toBe(true);
  expect(() => held?.giveUp()).not.toThrow();
});

test("a file that a power failure emptied, and the draft of a killed starter, are in nobody's way", async () => {
  using at = scene();
  writeFileSync(join(neonFolder(at.home), "serving-3.json"), "");
  writeFileSync(join(neonFolder(at.home), ".serving-999999999"), "{");
  expect((await claim(at.home))?.isHeld()).toBe(true);
  expect(files(at.home)).toEqual(["serving-4.json"]);
});
