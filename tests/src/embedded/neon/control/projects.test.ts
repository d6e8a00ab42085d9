import { expect, test } from "vitest";
import { refusal, useProject } from "./fixture.ts";

const neon = useProject();
const list = async () => (await neon.api.listProjects({})).data.projects;

test("a project is made, changed and deleted with its branches", async () => {
  const { data, status } = await neon.api.createProject({
    project: {
      name: "second",
      branch: { name: "production", role_name: "app", database_name: "appdb" },
      history_retention_seconds: 3600,
      default_endpoint_settings: { autoscaling_limit_min_cu: 1, autoscaling_limit_max_cu: 2 },
    },
  });
  expect(status).toBe(201);
  await neon.finish(data.operations);
  expect(data.connection_uris).toMatchObject([
    { connection_parameters: { database: "appdb", role: "app" } },
  ]);
  const { host, username: user, password } = new URL(data.connection_uris[0]?.connection_uri ?? "");
  const login = { user, password, database: "appdb" };
  expect(await neon.plane.query(host, "select current_user as name", login)).toEqual([
    { name: "app" },
  ]);
  const { id } = data.project;
  const { data: changed } = await neon.api.updateProject(id, { project: { name: "third" } });
  expect(changed.project).toMatchObject({ name: "third", history_retention_seconds: 3600 });
  expect((await list()).map(({ name }) => name)).toEqual(["third", "local"]);
  await neon.api.updateProjectBranch(id, data.branch.id, { branch: { protected: true } });
  expect(await neon.api.deleteProject(id)).toMatchObject(refusal(422, "protected branches"));
  await neon.api.updateProjectBranch(id, data.branch.id, { branch: { protected: false } });
  expect((await neon.api.deleteProject(id)).status).toBe(200);
  expect((await list()).map(({ name }) => name)).toEqual(["local"]);
  expect(await neon.api.getProject(id)).toMatchObject(refusal(404, "project not found"));
});

test("a project of another version or region is refused", async () => {
  const create = (project: object) => neon.api.createProject({ project });
  expect(await create({ pg_version: 15 })).toMatchObject(refusal(400, "pg_version has to be 18"));
  expect(await create({ region_id: "aws-us-east-2" })).toMatchObject(refusal(400, "region_id"));
});

test("operations are listed with the latest first, in pages", async () => {
  const { data } = await neon.api.listProjectOperations({ projectId: neon.project, limit: 1 });
  expect(data.operations.map(({ action }) => action)).toEqual(["start_compute"]);
  const { data: next } = await neon.api.listProjectOperations({
    projectId: neon.project,
    cursor: data.pagination?.cursor ?? "",
  });
  expect(next.operations.map(({ action }) => action)).toEqual(["create_timeline"]);
});

test("the one user and region there is are told", async () => {
  expect((await neon.api.getCurrentUserInfo()).status).toBe(200);
  expect((await neon.api.getCurrentUserOrganizations()).data).toEqual({ organizations: [] });
  const { data } = await neon.api.getActiveRegions({});
  expect(data.regions).toMatchObject([{ region_id: "local-1", default: true }]);
});

test("what is not served is told from what is asked in the wrong way", async () => {
  const ask = async (method: string, path: string, body?: string) => {
    const url = `${neon.plane.origin}/api/v2${path}`;
    const answer = await fetch(url, { method, ...(body === undefined ? {} : { body }) });
    return [answer.status, ((await answer.json()) as { message: string }).message];
  };
  expect(await ask("GET", "/nothing")).toEqual([404, "this path is not served here"]);
  expect(await ask("PUT", "/projects")).toEqual([405, "PUT is not possible here"]);
  expect(await ask("POST", "/projects", "{")).toEqual([400, "the body is not JSON"]);
  expect(await ask("POST", "/projects")).toEqual([400, "body has to be an object"]);
  expect(await ask("GET", "/projects?limit=0")).toEqual([
    400,
    "limit has to be an integer from 1 to 400",
  ]);
});
