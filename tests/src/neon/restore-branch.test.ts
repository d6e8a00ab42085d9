import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Branch } from "../../../src/core/neon.ts";
import { type JudgedNeon, judgedNeon } from "./judged-neon.ts";
import { refusedBy } from "./scripted-api.ts";

let judged: JudgedNeon;
const { signal } = new AbortController();
const call = { signal, progress: () => {} };

beforeAll(async () => {
  judged = await judgedNeon();
});
afterAll(() => judged[Symbol.asyncDispose]());
beforeEach(() => judged.local.setFaults([]));

const made = async (name: string): Promise<Branch> => {
  const request = { name, parent: await judged.main(), kind: "data", compute: "none" } as const;
  return (await judged.neon.createBranch(request, call)).branch;
};

test("reset: the same branch again; what it was stays when it is given a name", async () => {
  const branch = await made("reset");
  expect(await judged.neon.resetBranch(branch, undefined, call)).toMatchObject({
    id: branch.id,
    state: "ready",
  });
  const again = await judged.neon.resetBranch(branch, "before reset", call);
  expect(again).toMatchObject({ id: branch.id, name: "reset" });
  expect((await judged.state()).some((each) => each.startsWith("before reset "))).toBe(true);
  expect(judged.violations).toEqual([]);
});

test("what has no parent is not reset", async () => {
  const error = await refusedBy(judged.neon.resetBranch(await judged.main(), undefined, call));
  expect(error).toMatchObject({ code: "INVALID_INPUT" });
  expect(error.next).toContain("`restore_branch`");
});

test("restore to a moment: the branch keeps its id, what it was has the given name", async () => {
  const branch = await made("restore");
  const time = new Date().toISOString();
  await sleep(1_100);
  const { branch: now, kept } = await judged.neon.restoreBranch(
    branch,
    { time },
    "restore before",
    call,
  );
  expect(now).toMatchObject({ id: branch.id, name: "restore", state: "ready" });
  expect(kept).toMatchObject({ name: "restore before" });
  expect(judged.violations).toEqual([]);
});

test("a name that is taken is refused before anything happens", async () => {
  const branch = await made("other");
  const before = await judged.state();
  const time = new Date().toISOString();
  const error = await refusedBy(judged.neon.restoreBranch(branch, { time }, "main", call));
  expect(error).toMatchObject({ code: "INVALID_INPUT" });
  expect(await judged.state()).toEqual(before);
});

test("a snapshot takes the place of a branch, which stays under the given name", async () => {
  const branch = await made("shot");
  const snapshot = await snapshotOf(branch);
  const { branch: now, kept } = await judged.neon.restoreBranch(
    branch,
    { snapshot },
    "shot before",
    call,
  );
  expect(now).toMatchObject({ name: "shot", state: "ready" });
  expect(kept.name).toBe("shot before");
  expect(kept.id).not.toBe(now.id);
  expect(judged.violations).toEqual([]);
});

async function snapshotOf(branch: Branch) {
  const { project, id: branchId } = branch;
  const answer = await judged.local.api.createSnapshot({ projectId: project.id, branchId });
  for (const { id } of answer.data.operations) {
    for (;;) {
      const { data } = await judged.local.api.getProjectOperation(project.id, id);
      if (`${data.operation.status}` === "finished") break;
      await sleep(50);
    }
  }
  const snapshots = await judged.neon.snapshots(undefined, signal);
  const found = snapshots.find(({ sourceBranchId }) => sourceBranchId === branchId);
  if (found === undefined) throw new Error("no snapshot");
  return found;
}
