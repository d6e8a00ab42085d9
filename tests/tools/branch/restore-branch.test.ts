import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { branchWithRows, count, type Harness, harness } from "./harness.ts";

let on: Harness;
beforeAll(async () => {
  on = await harness();
});
afterAll(() => on[Symbol.asyncDispose]());

const write = (branch: string, sql: string) =>
  on.done("run_sql", { sql, mode: "write", target: { branch } });

test("a mistake is undone, and what it left is still there", async () => {
  await branchWithRows(on, "work");
  const before = new Date().toISOString();
  await write("work", "update notes set body = 'oops' where id > 0");
  const restored = await on.done("restore_branch", { branch: "work", at: before });
  const { kept } = restored.structured as { kept: { name: string } };
  expect(kept.name).toMatch(/^work_old_\d{8}T\d{6}Z$/);
  const bodies = "select string_agg(body, ',' order by id) from notes";
  expect(await on.rows("work", bodies)).toEqual([["a,b,c"]]);
  expect(await on.rows(kept.name, bodies)).toEqual([["oops,oops,oops"]]);
});

test("to an LSN, and back again to what was kept", async () => {
  await branchWithRows(on, "lsn");
  const [[at]] = (await on.rows("lsn", "select pg_current_wal_lsn()::text")) as [[string]];
  await write("lsn", "insert into notes values (4, 'd')");
  await on.done("restore_branch", { branch: "lsn", at, keep_as: "lsn-before" });
  expect(await on.rows("lsn", count)).toEqual([[3]]);
  expect(await on.rows("lsn-before", count)).toEqual([[4]]);
});

test("to a snapshot", async () => {
  await branchWithRows(on, "snapped");
  const { data } = await on.neon.api.listProjects({});
  const projectId = data.projects[0]?.id ?? "";
  const branches = (await on.neon.api.listProjectBranches({ projectId })).data.branches;
  const id = branches.find(({ name }) => name === "snapped")?.id ?? "";
  await on.neon.api.createSnapshot({ projectId, branchId: id, name: "before-import" });
  const running = async () =>
    (await on.neon.api.listProjectOperations({ projectId })).data.operations.some(
      ({ status }) => `${status}` === "running" || `${status}` === "scheduling",
    );
  while (await running()) await sleep(50);
  await write("snapped", "delete from notes where id > 0");
  const wrong = await on.call("restore_branch", { branch: "snapped", snapshot: "before-improt" });
  expect(wrong.text).toMatch(/^NOT_FOUND: .*[^]*`before-import`/);
  await on.done("restore_branch", { branch: "snapped", snapshot: "before-import" });
  expect(await on.rows("snapped", count)).toEqual([[3]]);
});

test("the default branch is restored only when a person agrees", async () => {
  const at = new Date().toISOString();
  const asked = await on.call("restore_branch", { branch: "main", at });
  expect(asked.text).toMatch(/^CONFIRMATION_REQUIRED: Restore `main` \(the default branch/);
  const restored = await on.confirmed("restore_branch", { branch: "main", at });
  expect(restored.isError, restored.text).toBe(false);
  expect((await on.done("list_branches")).text).toMatch(/^main /m);
});

test.each([
  [{}, "either `at` or `snapshot`"],
  [{ at: "2026-01-01T00:00:00Z", snapshot: "x" }, "either `at` or `snapshot`"],
  [{ at: "soon" }, "neither a time nor an LSN"],
])("%j is refused", async (args, words) => {
  const refused = await on.call("restore_branch", { branch: "main", ...args });
  expect(refused.text).toMatch(/^INVALID_INPUT/);
  expect(refused.text).toContain(words);
});
