import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Branch } from "../../../src/core/neon.ts";
import { machineName } from "../../../src/neon/machine.ts";
import { createTemporaryBranches } from "../../../src/neon/temporary-branch.ts";
import { type JudgedNeon, judgedNeon } from "./judged-neon.ts";
import { refusedBy } from "./scripted-api.ts";

let judged: JudgedNeon;
let main: Branch;
const { signal } = new AbortController();
const call = { signal, progress: () => {} };
const dead = spawnSync(process.execPath, ["-e", ""]).pid;
const logged: string[] = [];
const log = (_: string, message: string): void => void logged.push(message);

beforeAll(async () => {
  judged = await judgedNeon();
  main = await judged.main();
});
afterAll(() => judged[Symbol.asyncDispose]());
beforeEach(() => judged.local.setFaults([]));

const request = () => ({ purpose: "test", parent: main, compute: "none" }) as const;
const names = async (): Promise<string[]> =>
  (await judged.neon.branches(undefined, signal)).map(({ name }) => name);

test("its name says who made it and for what, and it expires in two hours", async () => {
  const temporary = createTemporaryBranches(judged.neon, log);
  const { branch, ...made } = await temporary.create(request(), call);
  expect(branch.name).toMatch(
    new RegExp(`^neon-dba-test-${machineName()}-${process.pid}-[0-9a-f]{6}$`),
  );
  const left = Date.parse(branch.expiresAt ?? "") - Date.now();
  expect(left).toBeGreaterThan(2 * 3_600_000 - 60_000);
  expect(left).toBeLessThanOrEqual(2 * 3_600_000);
  await made[Symbol.asyncDispose]();
  expect(await names()).toEqual(["main"]);
  expect(judged.violations).toEqual([]);
});

test("it is removed when the work is done, has failed or was cancelled", async () => {
  const temporary = createTemporaryBranches(judged.neon, log);
  const seen = await temporary.use(request(), call, async ({ branch }) => {
    expect(await names()).toContain(branch.name);
    return branch.name;
  });
  expect(seen).toContain("neon-dba-test-");
  const failing = temporary.use(request(), call, async () => {
    throw new Error("the work failed");
  });
  await expect(failing).rejects.toThrow("the work failed");
  const caller = new AbortController();
  const cancelled = temporary.use(request(), { ...call, signal: caller.signal }, async () => {
    caller.abort(new Error("the caller went away"));
    caller.signal.throwIfAborted();
  });
  await expect(cancelled).rejects.toThrow("the caller went away");
  expect(await names()).toEqual(["main"]);
});

test("disposing of all removes those that are left", async () => {
  const temporary = createTemporaryBranches(judged.neon, log);
  await temporary.create(request(), call);
  await temporary.create(request(), call);
  expect(await names()).toHaveLength(3);
  await temporary[Symbol.asyncDispose]();
  expect(await names()).toEqual(["main"]);
});

test("the first one removes what ended processes of this machine left, and nothing else", async () => {
  const others = [
    `neon-dba-test-${machineName()}-${process.pid}-abcdef`,
    `neon-dba-test-${machineName()}-${process.ppid}-abcdef`,
    `neon-dba-test-${machineName()}x-${dead}-abcdef`,
    `mine-neon-dba-test-${machineName()}-${dead}-abcdef`,
    `neon-dba-test-${machineName()}-${dead}-abcdef-2`,
  ];
  const leftovers = ["test", ""].map(
    (purpose) => `neon-dba-${purpose}-${machineName()}-${dead}-abcdef`,
  );
  for (const name of [...others, ...leftovers])
    await judged.neon.createBranch({ name, parent: main, kind: "data", compute: "none" }, call);
  const temporary = createTemporaryBranches(judged.neon, log);
  await temporary.use(request(), call, async () => {
    const left = await names();
    expect(left).toEqual(expect.arrayContaining(others));
    for (const name of leftovers) expect(left).not.toContain(name);
  });
  for (const branch of await judged.neon.branches(undefined, signal))
    if (!branch.isDefault) await judged.neon.deleteBranch(branch, call);
});

test("one that cannot be removed does not spoil the result: it expires, and is logged", async () => {
  const temporary = createTemporaryBranches(judged.another({ limits: { tries: 300 } }), log);
  const result = await temporary.use(request(), call, async () => {
    await judged.local.setFaults([
      { kind: "status", status: 503, method: "DELETE", retryAfter: 5 },
    ]);
    return "done";
  });
  expect(result).toBe("done");
  expect(logged.at(-1)).toContain("it expires");
});

test("a branch that cannot be made is an error, and none is left", async () => {
  await judged.local.setFaults([{ kind: "operation", fails: true }]);
  const temporary = createTemporaryBranches(judged.neon, log);
  const before = await judged.state();
  const error = await refusedBy(temporary.create(request(), call), judged.secrets);
  expect(error.code).toBe("UNAVAILABLE");
  expect(await judged.state()).toEqual(before);
});
