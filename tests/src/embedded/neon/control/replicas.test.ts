import { setTimeout as sleep } from "node:timers/promises";
import { type Branch, type Endpoint, EndpointType } from "@neondatabase/api-client";
import { beforeAll, expect, test } from "vitest";
import { useProject } from "./fixture.ts";

const neon = useProject();

async function replicaOf(branchId: string, name?: string) {
  const { data, status } = await neon.api.createProjectEndpoint(neon.project, {
    endpoint: {
      branch_id: branchId,
      type: EndpointType.ReadOnly,
      ...(name === undefined ? {} : { name }),
    },
  });
  if (status !== 201) throw new Error(JSON.stringify(data));
  await neon.finish(data.operations);
  return data.endpoint;
}

const endpoint = async (id: string) =>
  (await neon.api.getProjectEndpoint(neon.project, id)).data.endpoint;

/** On a replica, which has what was written a moment later. */
async function rows(branchId: string, host: string, wanted: number): Promise<number> {
  const login = await neon.connect(branchId);
  const end = Date.now() + 5000;
  for (;;) {
    const [row] = await neon.plane.query(host, "select count(*)::int as n from t", login);
    if (row?.["n"] === wanted || Date.now() > end) return Number(row?.["n"]);
    await sleep(20);
  }
}

const restore = async (branchId: string, body: object): Promise<void> => {
  const { data } = await neon.api.restoreProjectBranch(neon.project, branchId, body as never);
  await neon.finish(data.operations);
};

/** A branch with two rows, and its replica, which stay as they are from test to test. */
let branch: Branch;
let replica: Endpoint;
beforeAll(async () => {
  branch = await neon.create({ name: "read" });
  await neon.sql(branch.id, "create table t (id int); insert into t values (1)");
  replica = await replicaOf(branch.id, "reports");
});

test("a replica is listed beside its primary, and reads what that writes", async () => {
  const { id, host } = replica;
  expect(await rows(branch.id, host, 1)).toBe(1);
  await neon.sql(branch.id, "insert into t values (2)");
  expect(await rows(branch.id, host, 2)).toBe(2);
  const login = await neon.connect(branch.id);
  expect(login.host).not.toBe(host);
  await expect(neon.plane.query(host, "insert into t values (3)", login)).rejects.toMatchObject({
    code: "25006",
  });
  expect(await endpoint(id)).toMatchObject({
    type: "read_only",
    name: "reports",
    current_state: "active",
    last_active: expect.any(String),
    started_at: expect.any(String),
  });
});

test("it sleeps, wakes by a connection, and its primary need not", async () => {
  const { endpoints } = (await neon.api.listProjectBranchEndpoints(neon.project, branch.id)).data;
  for (const each of endpoints) {
    const { data } = await neon.api.suspendProjectEndpoint(neon.project, each.id);
    await neon.finish(data.operations);
  }
  expect(await endpoint(replica.id)).toMatchObject({
    current_state: "idle",
    suspended_at: expect.any(String),
  });
  expect(await rows(branch.id, replica.host, 2)).toBe(2);
  const states = await Promise.all(
    endpoints.map(async (each) => [each.type, (await endpoint(each.id)).current_state]),
  );
  expect(Object.fromEntries(states)).toEqual({ read_write: "idle", read_only: "active" });
});

test("restarted, a replica has the connections of a primary that has become larger", async () => {
  const { endpoints } = (await neon.api.listProjectBranchEndpoints(neon.project, branch.id)).data;
  const primary = endpoints.find(({ type }) => `${type}` === "read_write")?.id ?? "";
  const size = { autoscaling_limit_min_cu: 4, autoscaling_limit_max_cu: 8 };
  const { data } = await neon.api.updateProjectEndpoint(neon.project, primary, { endpoint: size });
  await neon.finish(data.operations);
  await neon.sql(branch.id, "delete from t where id = 2; insert into t values (2)");
  const restarted = await neon.api.restartProjectEndpoint(neon.project, replica.id);
  await neon.finish(restarted.data.operations);
  expect(await rows(branch.id, replica.host, 2)).toBe(2);
  const login = await neon.connect(branch.id);
  expect(await neon.plane.query(replica.host, "show max_connections", login)).toEqual([
    { max_connections: "3357" },
  ]);
});

test("a branch that is restored takes its replicas along", async () => {
  const before = await neon.moment(branch.id);
  await neon.sql(branch.id, "insert into t values (3)");
  expect(await rows(branch.id, replica.host, 3)).toBe(3);
  await restore(branch.id, {
    source_branch_id: branch.id,
    source_timestamp: before,
    preserve_under_name: "read-kept",
  });
  expect(await rows(branch.id, replica.host, 2)).toBe(2);
});

test("a snapshot in the place of a branch takes over its replicas", async () => {
  const made = await neon.api.createSnapshot({ projectId: neon.project, branchId: branch.id });
  await neon.finish(made.data.operations);
  await neon.sql(branch.id, "insert into t values (3)");
  const { data } = await neon.api.restoreSnapshot(
    { projectId: neon.project, snapshotId: made.data.snapshot.id },
    { finalize_restore: true },
  );
  await neon.finish(data.operations);
  expect(await endpoint(replica.id)).toMatchObject({ branch_id: data.branch.id });
  expect(await rows(data.branch.id, replica.host, 2)).toBe(2);
  branch = data.branch;
});

test("a branch that is reset takes its replicas along", async () => {
  const main = await neon.main();
  await neon.sql(main.id, "create table t (id int)");
  await restore(branch.id, { source_branch_id: main.id });
  expect(await rows(branch.id, replica.host, 0)).toBe(0);
});

test("a removed replica is gone, and so is one whose branch is", async () => {
  const branch = await neon.create({ name: "gone" });
  const [first, second] = [await replicaOf(branch.id), await replicaOf(branch.id)];
  const removed = await neon.api.deleteProjectEndpoint(neon.project, first.id);
  await neon.finish(removed.data.operations);
  await expect(neon.plane.control.route(first.host, undefined)).rejects.toThrow("not be found");
  const { data } = await neon.api.deleteProjectBranch({
    projectId: neon.project,
    branchId: branch.id,
  });
  await neon.finish(data.operations);
  await expect(neon.plane.control.route(second.host, undefined)).rejects.toThrow("not be found");
});

test("when a compute was used last is known to the next process", async () => {
  const branch = await neon.create({ name: "remembered" });
  const [before] = (await neon.api.listProjectBranchEndpoints(neon.project, branch.id)).data
    .endpoints;
  const { data } = await neon.api.suspendProjectEndpoint(neon.project, before?.id ?? "");
  await neon.finish(data.operations);
  const { last_active: used, suspended_at: ended } = await endpoint(before?.id ?? "");
  expect(Date.parse(ended ?? "")).toBeGreaterThanOrEqual(Date.parse(used ?? ""));
  await using next = await neon.plane.reopen();
  const later = await next.api.getProjectEndpoint(neon.project, before?.id ?? "");
  expect(later.data.endpoint).toMatchObject({ last_active: used, suspended_at: ended });
});
