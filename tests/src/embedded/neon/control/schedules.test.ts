import { expect, test } from "vitest";
import { refusal, useProject } from "./fixture.ts";

const neon = useProject();

const set = (branchId: string, schedule: readonly object[]) =>
  neon.api.setSnapshotSchedule(neon.project, branchId, { schedule: [...schedule] as never });
const scheduled = async (branchId: string) =>
  (await neon.api.listSnapshots(neon.project)).data.snapshots.filter(
    ({ source_branch_id: of, manual }) => of === branchId && manual === false,
  );
const HOUR = 3_600_000;

test("a schedule is kept until another one takes its place", async () => {
  const { id } = await neon.create({ name: "kept" });
  const read = async () => (await neon.api.getSnapshotSchedule(neon.project, id)).data.schedule;
  expect(await read()).toEqual([]);
  const entries = [
    { frequency: "daily", hour: 4, retention_seconds: 604_800 },
    { frequency: "weekly", day: 7, hour: 0 },
  ];
  expect((await set(id, entries)).status).toBe(200);
  expect(await read()).toEqual(entries);
  await set(id, []);
  expect(await read()).toEqual([]);
  expect(await set(id, [{ frequency: "weekly", day: 8 }])).toMatchObject(refusal(400, "1 to 7"));
  expect(await set(id, [{ frequency: "daily", retention_seconds: 60 }])).toMatchObject(
    refusal(400, "retention_seconds"),
  );
});

test("a snapshot is made when it is due, once, and holds what there was", async () => {
  const { id } = await neon.create({ name: "due" });
  await neon.sql(id, "create table t (id int); insert into t values (1)");
  await set(id, [{ frequency: "daily", hour: 3, retention_seconds: 172_800 }]);
  const after = (hours: number) => new Date(Date.now() + hours * HOUR);
  await neon.plane.control.pass(after(0));
  expect(await scheduled(id)).toEqual([]);
  await neon.plane.control.pass(after(24));
  await neon.plane.control.pass(after(24));
  const [made, ...more] = await scheduled(id);
  expect(more).toEqual([]);
  expect(made).toMatchObject({ name: expect.stringMatching(/^due-daily-/), manual: false });
  expect(Date.parse(made?.expires_at ?? "") - Date.now()).toBeGreaterThan(71 * HOUR);
  await neon.plane.control.pass(after(50));
  expect(await scheduled(id)).toHaveLength(2);
  const { data } = await neon.api.restoreSnapshot(
    { projectId: neon.project, snapshotId: made?.id ?? "" },
    { name: "of-schedule" },
  );
  await neon.finish(data.operations);
  expect((await neon.branch(data.branch.id)).restored_from).toBe(made?.id);
});

test("one whose time is over goes, and the branch's own schedule stays with its name", async () => {
  const { id } = await neon.create({ name: "over" });
  await set(id, [{ frequency: "hourly", retention_seconds: 3600 }]);
  await neon.plane.control.pass(new Date(Date.now() + HOUR));
  const [first] = await scheduled(id);
  await neon.plane.control.pass(new Date(Date.now() + 3 * HOUR));
  const [second, ...more] = await scheduled(id);
  expect(more).toEqual([]);
  expect(second?.id).not.toBe(first?.id);
  const manual = await neon.api.createSnapshot({ projectId: neon.project, branchId: id });
  await neon.finish(manual.data.operations);
  const { data } = await neon.api.restoreSnapshot(
    { projectId: neon.project, snapshotId: manual.data.snapshot.id },
    { finalize_restore: true },
  );
  await neon.finish(data.operations);
  const of = async (branch: string) =>
    (await neon.api.getSnapshotSchedule(neon.project, branch)).data.schedule.length;
  expect([await of(data.branch.id), await of(id)]).toEqual([1, 0]);
});
