import { setTimeout as sleep } from "node:timers/promises";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { refusal, useProject } from "./fixture.ts";

const neon = useProject();
afterEach(() => neon.plane.faults.set([]));

const make = (branch: object) => neon.api.createProjectBranch(neon.project, { branch });
const remove = (branchId: string) =>
  neon.api.deleteProjectBranch({ projectId: neon.project, branchId });
const patch = (id: string, branch: object) =>
  neon.api.updateProjectBranch(neon.project, id, { branch });
const names = async () => (await neon.branches()).map(({ name }) => name);
const locked = refusal(423, "project already has running conflicting operations");
const dataFolders = () =>
  readdirSync(join(neon.plane.root, "data")).filter((name) => name.startsWith("data-"));

describe("while an operation runs", () => {
  test("what conflicts with it is locked, and what does not goes on", async () => {
    const main = await neon.main();
    const other = await neon.create({ name: "other" });
    neon.plane.faults.set([{ kind: "operation", action: "create_branch", ms: 600 }]);
    const { data } = await make({ name: "slow" });
    expect(await remove(data.branch.id)).toMatchObject(locked);
    expect(await make({ parent_id: data.branch.id })).toMatchObject(locked);
    expect(await patch(main.id, { name: "x" })).toMatchObject(locked);
    const role = { role: { name: "conflict" } };
    expect(await neon.api.createProjectBranchRole(neon.project, main.id, role)).toMatchObject(
      locked,
    );
    expect((await patch(other.id, { name: "renamed" })).status).toBe(200);
    const second = await make({ name: "second" });
    expect(second.status).toBe(201);
    expect(await neon.sql(main.id, "select 1 as one")).toEqual([{ one: 1 }]);
    await neon.finish([...data.operations, ...second.data.operations]);
    expect((await remove(data.branch.id)).status).toBe(200);
  });

  test("a connection to a branch that is being made waits for it", async () => {
    neon.plane.faults.set([{ kind: "operation", action: "create_branch", ms: 300 }]);
    const { data } = await neon.api.createProjectBranch(neon.project, {
      branch: { name: "patience" },
      endpoints: [{ type: "read_write" as never }],
    });
    const host = data.endpoints[0]?.host ?? "";
    await expect(neon.plane.control.route(host)).resolves.toMatchObject({ pooled: false });
    await neon.finish(data.operations);
  });
});

describe("an operation that fails", () => {
  test("leaves no branch and no data", async () => {
    const before = dataFolders();
    neon.plane.faults.set([{ kind: "operation", action: "create_branch", fails: true }]);
    const { data } = await neon.api.createProjectBranch(neon.project, {
      branch: { name: "fails" },
      endpoints: [{ type: "read_write" as never }],
    });
    const ended = await neon.plane.wait(data.operations);
    expect(ended.map(({ action, status, error }) => [action, status, error])).toEqual([
      ["create_branch", "failed", "create_branch failed on demand"],
      ["start_compute", "cancelled", undefined],
    ]);
    expect(await names()).not.toContain("fails");
    expect(await neon.api.getProjectBranch(neon.project, data.branch.id)).toMatchObject(
      refusal(404, "branch not found"),
    );
    expect(dataFolders()).toEqual(before);
    expect((await make({ name: "fails" })).status).toBe(201);
  });

  test("of an LSN that does not exist says so", async () => {
    const { data } = await make({ name: "lsn", parent_lsn: "FF/FF000000" });
    const [ended] = await neon.plane.wait(data.operations);
    expect(ended).toMatchObject({
      status: "failed",
      error: expect.stringContaining("in the future"),
    });
    expect(await names()).not.toContain("lsn");
  });

  test("leaves the branch as it was where it was to be restored or deleted", async () => {
    const branch = await neon.create({ name: "stays" });
    const main = await neon.main();
    neon.plane.faults.set([
      { kind: "operation", action: "create_branch", fails: true },
      { kind: "operation", action: "delete_timeline", fails: true },
    ]);
    const { data } = await neon.api.restoreProjectBranch(neon.project, branch.id, {
      source_branch_id: main.id,
      preserve_under_name: "never",
    });
    await neon.plane.wait(data.operations);
    await neon.plane.wait((await remove(branch.id)).data.operations);
    expect(await neon.branch(branch.id)).toMatchObject({ name: "stays", current_state: "ready" });
    expect(await names()).not.toContain("never");
    expect(await neon.sql(branch.id, "select 1 as one")).toEqual([{ one: 1 }]);
  });
});

describe("a fault of the API", () => {
  test.each([423, 429, 500, 503] as const)("answers %i before anything is done", async (status) => {
    neon.plane.faults.set([
      { kind: "status", status, retryAfter: 2, method: "POST", path: "/branches" },
    ]);
    const answer = await make({ name: `status-${status}` });
    expect(answer).toMatchObject({ status, headers: { "retry-after": "2" } });
    expect(await names()).not.toContain(`status-${status}`);
  });

  test("cuts the connection before or after the work is done", async () => {
    neon.plane.faults.set([{ kind: "disconnect", when: "before", method: "POST" }]);
    await expect(make({ name: "before" })).rejects.toThrow("socket hang up");
    neon.plane.faults.set([{ kind: "disconnect", when: "after", method: "POST" }]);
    await expect(make({ name: "after" })).rejects.toThrow("socket hang up");
    expect(await names()).toContain("after");
    expect(await names()).not.toContain("before");
  });

  test("delays the answer", async () => {
    neon.plane.faults.set([{ kind: "delay", ms: 300, path: "/branches" }]);
    const began = Date.now();
    await names();
    expect(Date.now() - began).toBeGreaterThanOrEqual(290);
  });
});

test("data that nobody refers to any more is deleted", async () => {
  const branch = await neon.create({ name: "garbage" });
  const before = dataFolders();
  const main = await neon.main();
  const { data } = await neon.api.restoreProjectBranch(neon.project, branch.id, {
    source_branch_id: main.id,
  });
  await neon.finish(data.operations);
  await vi.waitFor(() => expect(dataFolders()).toHaveLength(before.length), 10_000);
  expect(dataFolders()).not.toEqual(before);
  await neon.finish((await remove(branch.id)).data.operations);
  await vi.waitFor(() => expect(dataFolders()).toHaveLength(before.length - 1), 10_000);
});

test("a branch expires, and a snapshot too", async () => {
  const expires = new Date(Date.now() + 1500).toISOString();
  const branch = await neon.create({ name: "short", expires_at: expires });
  const main = await neon.main();
  const { data } = await neon.api.createSnapshot({
    projectId: neon.project,
    branchId: main.id,
    expires_at: new Date(Date.now() + 1500).toISOString(),
  });
  await neon.finish(data.operations);
  for (let waited = 0; waited < 10_000; waited += 100) {
    const { data: snapshots } = await neon.api.listSnapshots(neon.project);
    const isThere = (await neon.branches()).some(({ id }) => id === branch.id);
    if (!isThere && snapshots.snapshots.length === 0) break;
    await sleep(100);
  }
  expect(await names()).not.toContain("short");
  expect((await neon.api.listSnapshots(neon.project)).data.snapshots).toEqual([]);
  expect(Date.now()).toBeGreaterThan(Date.parse(expires));
});
