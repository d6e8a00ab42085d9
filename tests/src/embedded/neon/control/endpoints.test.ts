import { EndpointType } from "@neondatabase/api-client";
import { expect, test } from "vitest";
import { refusal, useProject } from "./fixture.ts";

const neon = useProject();

async function endpointOf(branchId: string) {
  const { data } = await neon.api.listProjectBranchEndpoints(neon.project, branchId);
  const [endpoint] = data.endpoints;
  if (endpoint === undefined) throw new Error("no endpoint");
  return endpoint;
}
const state = async (id: string) =>
  (await neon.api.getProjectEndpoint(neon.project, id)).data.endpoint.current_state;
const create = (endpoint: object) =>
  neon.api.createProjectEndpoint(neon.project, { endpoint: endpoint as never });

test("a compute is started, suspended and restarted, and its clients are cut before", async () => {
  const { id, host } = await endpointOf((await neon.main()).id);
  expect(host).toBe(`${id}.neon.localhost`);
  const suspended = await neon.api.suspendProjectEndpoint(neon.project, id);
  await neon.finish(suspended.data.operations);
  expect(await state(id)).toBe("idle");
  expect(neon.plane.cut.splice(0)).toEqual([id]);
  const started = await neon.api.startProjectEndpoint(neon.project, id);
  await neon.finish(started.data.operations);
  expect(await state(id)).toBe("active");
  expect(neon.plane.cut).toEqual([]);
  const { data } = await neon.api.restartProjectEndpoint(neon.project, id);
  expect(data.operations.map(({ action }) => action)).toEqual(["suspend_compute", "start_compute"]);
  await neon.finish(data.operations);
  expect(await state(id)).toBe("active");
});

test("a connection wakes a compute that sleeps", async () => {
  const main = await neon.main();
  const { id } = await endpointOf(main.id);
  const { data } = await neon.api.suspendProjectEndpoint(neon.project, id);
  await neon.finish(data.operations);
  expect(await neon.sql(main.id, "select 1 as one")).toEqual([{ one: 1 }]);
  expect(await state(id)).toBe("active");
});

test("a branch has one read-write endpoint at most", async () => {
  const main = await neon.main();
  const another = { branch_id: main.id, type: EndpointType.ReadWrite };
  expect(await create(another)).toMatchObject(refusal(409, "already exists"));
  expect(await create({ type: "read_write" })).toMatchObject(refusal(400, "endpoint.branch_id"));
});

test("size and time to sleep are kept, within Neon's limits", async () => {
  const branch = await neon.create({ name: "sizes" });
  const { id } = await endpointOf(branch.id);
  const patch = (endpoint: object) =>
    neon.api.updateProjectEndpoint(neon.project, id, { endpoint });
  const { data } = await patch({
    autoscaling_limit_min_cu: 0.5,
    autoscaling_limit_max_cu: 1,
    suspend_timeout_seconds: 60,
  });
  expect(data.operations.map(({ action }) => action)).toEqual(["apply_config"]);
  await neon.finish(data.operations);
  expect(await endpointOf(branch.id)).toMatchObject({
    autoscaling_limit_min_cu: 0.5,
    autoscaling_limit_max_cu: 1,
    suspend_timeout_seconds: 60,
  });
  expect(await patch({ suspend_timeout_seconds: 30 })).toMatchObject(refusal(400, "60 to 604800"));
  const limits = { autoscaling_limit_min_cu: 2, autoscaling_limit_max_cu: 1 };
  expect(await patch(limits)).toMatchObject(refusal(400, "at most autoscaling_limit_max_cu"));
  const range = { autoscaling_limit_min_cu: 1, autoscaling_limit_max_cu: 9.25 };
  expect(await patch(range)).toMatchObject(refusal(400, "larger than 8"));
  expect((await patch({ name: "mine" })).data.operations).toEqual([]);
});

test("a disabled endpoint takes no connections", async () => {
  const branch = await neon.create({ name: "disabled" });
  const { id } = await endpointOf(branch.id);
  const patch = (disabled: boolean) =>
    neon.api.updateProjectEndpoint(neon.project, id, { endpoint: { disabled } });
  await neon.finish((await patch(true)).data.operations);
  await expect(neon.sql(branch.id, "select 1")).rejects.toThrow("has been disabled");
  await patch(false);
  await expect(neon.sql(branch.id, "select 1")).resolves.toHaveLength(1);
});

test("a deleted endpoint is gone, and that of a protected branch stays", async () => {
  const branch = await neon.create({ name: "without" });
  const { id, host } = await endpointOf(branch.id);
  const protect = (guarded: boolean) =>
    neon.api.updateProjectBranch(neon.project, branch.id, { branch: { protected: guarded } });
  const remove = () => neon.api.deleteProjectEndpoint(neon.project, id);
  await protect(true);
  expect(await remove()).toMatchObject(refusal(422, "protected branch"));
  await protect(false);
  await neon.finish((await remove()).data.operations);
  expect(await remove()).toMatchObject({ status: 204 });
  expect(await neon.api.getProjectEndpoint(neon.project, id)).toMatchObject(
    refusal(404, "endpoint not found"),
  );
  await expect(neon.plane.control.route(host)).rejects.toThrow("could not be found");
  const uri = await neon.api.getConnectionUri({
    projectId: neon.project,
    branch_id: branch.id,
    database_name: "neondb",
    role_name: "neondb_owner",
  });
  expect(uri).toMatchObject(refusal(404, "endpoint not found"));
});
