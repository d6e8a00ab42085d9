import { expect, test } from "vitest";
import { refusal, useProject } from "./fixture.ts";

const neon = useProject();

const ids = async (branchId: string) =>
  (await neon.sql(branchId, "select id from t order by id")).map((row) => row["id"]);

async function snapshotOf(branchId: string, name: string) {
  const { data } = await neon.api.createSnapshot({ projectId: neon.project, branchId, name });
  await neon.finish(data.operations);
  return data.snapshot;
}

test("a snapshot is listed, renamed and deleted", async () => {
  const main = await neon.main();
  const { id } = await snapshotOf(main.id, "first");
  const list = async () => (await neon.api.listSnapshots(neon.project)).data.snapshots;
  expect(await list()).toMatchObject([
    { id, name: "first", source_branch_id: main.id, manual: true, full_size: expect.any(Number) },
  ]);
  await neon.api.updateSnapshot(neon.project, id, { snapshot: { name: "renamed" } });
  expect(await list()).toMatchObject([{ name: "renamed" }]);
  const { data, status } = await neon.api.deleteSnapshot(neon.project, id);
  expect(status).toBe(202);
  await neon.finish(data.operations);
  expect(await list()).toEqual([]);
  expect(await neon.api.deleteSnapshot(neon.project, id)).toMatchObject(
    refusal(404, "snapshot not found"),
  );
});

test("a snapshot restored for a preview becomes the branch when it is finalized", async () => {
  const branch = await neon.create({ name: "work" });
  await neon.sql(branch.id, "create table t (id int); insert into t values (1)");
  const snapshot = await snapshotOf(branch.id, "before");
  await neon.sql(branch.id, "insert into t values (2)");
  const before = await neon.connect(branch.id);
  const { data } = await neon.api.restoreSnapshot(
    { projectId: neon.project, snapshotId: snapshot.id },
    { name: "preview" },
  );
  await neon.finish(data.operations);
  expect(await neon.branch(data.branch.id)).toMatchObject({
    name: "preview",
    restore_status: "restored",
    restored_from: snapshot.id,
    restored_as: branch.id,
  });
  expect(await ids(branch.id)).toEqual([1, 2]);
  const { data: final } = await neon.api.finalizeRestoreBranch(neon.project, data.branch.id, {
    name: "work-kept",
  });
  await neon.finish(final.operations);
  expect(await neon.branch(data.branch.id)).toMatchObject({
    name: "work",
    restore_status: "finalized",
  });
  expect(await neon.branch(branch.id)).toMatchObject({ name: "work-kept" });
  expect(await neon.connect(data.branch.id)).toEqual(before);
  expect(await ids(data.branch.id)).toEqual([1]);
});

test("a snapshot restored and finalized at once takes over the default branch", async () => {
  const main = await neon.main();
  await neon.sql(main.id, "create table t (id int); insert into t values (1)");
  const snapshot = await snapshotOf(main.id, "of main");
  await neon.sql(main.id, "drop table t");
  const { data } = await neon.api.restoreSnapshot(
    { projectId: neon.project, snapshotId: snapshot.id },
    { finalize_restore: true },
  );
  await neon.finish(data.operations);
  expect(await neon.main()).toMatchObject({ id: data.branch.id, name: "main" });
  expect(await neon.branch(main.id)).toMatchObject({ name: "main (old)", default: false });
  expect(await ids(data.branch.id)).toEqual([1]);
});
