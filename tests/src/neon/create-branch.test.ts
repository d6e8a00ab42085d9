import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { Branch, NewBranch } from "../../../src/core/neon.ts";
import { type JudgedNeon, judgedNeon } from "./judged-neon.ts";
import { refusedBy } from "./scripted-api.ts";

let judged: JudgedNeon;
let main: Branch;
const { signal } = new AbortController();
const call = { signal, progress: () => {} };
const request = (more: Partial<NewBranch> = {}): NewBranch => ({
  parent: main,
  kind: "data",
  ...more,
});

beforeAll(async () => {
  judged = await judgedNeon();
  main = await judged.main();
});
afterAll(() => judged[Symbol.asyncDispose]());
beforeEach(() => judged.local.setFaults([]));
afterEach(async () => {
  await judged.local.setFaults([]);
  for (const branch of await judged.neon.branches(undefined, signal))
    if (!branch.isDefault) await judged.neon.deleteBranch(branch, call);
});

test("a branch with a compute, named after its parent, ready when it is returned", async () => {
  const { branch, endpoint } = await judged.neon.createBranch(request(), call);
  expect(branch.name).toMatch(/^main-\d{8}-[0-9a-f]{4}$/);
  expect(branch).toMatchObject({
    state: "ready",
    parent: { id: main.id, name: "main" },
    isDefault: false,
  });
  expect(endpoint?.host).toMatch(/^ep-.*\.neon\.localhost$/);
  const { address } = await judged.neon.connection(
    { branch: branch.name },
    { connection: "direct", fresh: false, signal },
  );
  expect(address.host).toBe(endpoint?.host);
});

test("without a compute, with an expiry to the second, and with a size", async () => {
  const expiresAt = new Date(Date.now() + 3_600_500);
  const bare = await judged.neon.createBranch(
    request({ name: "bare", compute: "none", expiresAt }),
    call,
  );
  expect(bare.endpoint).toBeUndefined();
  expect(Date.parse(bare.branch.expiresAt ?? "")).toBe(
    Math.floor(expiresAt.getTime() / 1000) * 1000,
  );
  const size = { minCu: 0.5, maxCu: 1, suspendSeconds: 120 };
  const sized = await judged.neon.createBranch(request({ compute: size }), call);
  expect(sized.endpoint).toMatchObject(size);
});

test("a name that is taken is refused, and the branch that has it stays", async () => {
  await judged.neon.createBranch(request({ name: "taken", compute: "none" }), call);
  const before = await judged.state();
  const error = await refusedBy(judged.neon.createBranch(request({ name: "taken" }), call));
  expect(error).toMatchObject({ code: "INVALID_INPUT" });
  expect(await judged.state()).toEqual(before);
});

test("a lost answer: the branch that was made is found by its name", async () => {
  await judged.local.setFaults([{ kind: "disconnect", when: "after", method: "POST" }]);
  const { branch, endpoint } = await judged.neon.createBranch(request({ name: "found" }), call);
  expect(branch).toMatchObject({ name: "found", state: "ready" });
  expect(endpoint).toBeDefined();
});

test("a lost request: nothing is made, nothing is repeated, and the error says so", async () => {
  await judged.local.setFaults([{ kind: "disconnect", when: "before", method: "POST" }]);
  const before = await judged.state();
  const posts = judged.asked.filter((each) => each.startsWith("POST")).length;
  const error = await refusedBy(
    judged.neon.createBranch(request({ name: "x" }), call),
    judged.secrets,
  );
  expect(error).toMatchObject({ code: "UNAVAILABLE", next: "Call again." });
  expect(error.message).toContain("There is no branch `x` now.");
  expect(await judged.state()).toEqual(before);
  expect(judged.asked.filter((each) => each.startsWith("POST")).length).toBe(posts + 1);
});

test("a failed operation: what was made is removed, and the error says so", async () => {
  await judged.local.setFaults([{ kind: "operation", fails: true }]);
  const before = await judged.state();
  const error = await refusedBy(judged.neon.createBranch(request(), call), judged.secrets);
  expect(error).toMatchObject({ code: "UNAVAILABLE" });
  expect(error.message).toContain("The branch was removed again.");
  expect(await judged.state()).toEqual(before);
});

test("a cancelled call leaves no branch, whenever it is cancelled", async () => {
  const before = await judged.state();
  for (const ms of [1, 40, 400]) {
    await judged.local.setFaults([{ kind: "operation", ms: 800 }]);
    const caller = { ...call, signal: AbortSignal.timeout(ms) };
    const error = await refusedBy(judged.neon.createBranch(request(), caller), judged.secrets);
    expect(error).toMatchObject({ code: "CANCELLED" });
    expect(await judged.state()).toEqual(before);
  }
});

test("cancelled while the answer is on its way: what is found under our name is removed", async () => {
  const before = await judged.state();
  const neon = judged.another({ limits: { grace: 300 } });
  await judged.local.setFaults([{ kind: "delay", ms: 500, method: "POST" }]);
  const parent = await neon.branch({}, signal);
  const caller = { ...call, signal: AbortSignal.timeout(100) };
  const error = await refusedBy(
    neon.createBranch({ parent, kind: "data" }, caller),
    judged.secrets,
  );
  expect(error.code).toBe("CANCELLED");
  expect(await judged.state()).toEqual(before);
});

test("what cannot be removed is named, with the way to remove it", async () => {
  const neon = judged.another({ limits: { cleanup: 600 } });
  await judged.local.setFaults([
    { kind: "operation", fails: true },
    { kind: "status", status: 503, method: "DELETE", times: 50 },
  ]);
  const error = await refusedBy(
    neon.createBranch(request({ name: "stays" }), call),
    judged.secrets,
  );
  expect(error.message).toContain("Branch `stays`");
  expect(error.next).toContain("`delete_branch`");
});

test("nothing in all this was against Neon's description of its API", () => {
  expect(judged.violations).toEqual([]);
});
