import { EndpointType } from "@neondatabase/api-client";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { openPlane } from "./harness.ts";
import type { Plane } from "./harness.ts";

let plane: Plane;
let project: string;

beforeAll(async () => {
  plane = await openPlane();
  const { data } = await plane.api.listProjects({});
  plane.check();
  project = data.projects[0]?.id ?? "";
});
afterEach(() => plane.check());
afterAll(() => plane[Symbol.asyncDispose]());

const connect = async (branchId: string, pooled = false) => {
  const { data } = await plane.api.getConnectionUri({
    projectId: project,
    branch_id: branchId,
    database_name: "neondb",
    role_name: "neondb_owner",
    pooled,
  });
  const url = new URL(data.uri);
  return {
    host: url.hostname,
    user: url.username,
    password: decodeURIComponent(url.password),
    url,
  };
};

const mainBranch = async () => {
  const { data } = await plane.api.listProjectBranches({ projectId: project });
  const main = data.branches.find((branch) => branch.default);
  if (main === undefined) throw new Error("no default branch");
  return main;
};

test("there is a project from the beginning", async () => {
  const { data } = await plane.api.getProject(project);
  expect(data.project).toMatchObject({ name: "local", pg_version: 18 });
  expect(await mainBranch()).toMatchObject({ name: "main", default: true, current_state: "ready" });
});

test("its owner is a role of the API and can log in", async () => {
  const { host, url, ...login } = await connect((await mainBranch()).id);
  expect(url.search).toBe("?sslmode=require&channel_binding=require");
  const rows = await plane.query(
    host,
    `select current_user as name, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication,
       pg_has_role(current_user, 'neon_superuser', 'member') as member
     from pg_roles where rolname = current_user`,
    login,
  );
  expect(rows).toEqual([
    {
      name: "neondb_owner",
      rolbypassrls: true,
      rolcreaterole: true,
      rolcreatedb: true,
      rolreplication: true,
      member: true,
    },
  ]);
});

test("a branch is made with its parent's rows, goes its own way, and is deleted", async () => {
  const main = await mainBranch();
  const { host, url: _, ...login } = await connect(main.id);
  await plane.query(host, "create table t as select 1 as id", login);
  const { data, status } = await plane.api.createProjectBranch(project, {
    branch: { name: "dev" },
    endpoints: [{ type: EndpointType.ReadWrite }],
  });
  expect(status).toBe(201);
  expect(data.branch).toMatchObject({ name: "dev", parent_id: main.id, current_state: "init" });
  const done = await plane.wait(data.operations);
  expect(done.map(({ action, status: end }) => [action, end])).toEqual([
    ["create_branch", "finished"],
    ["start_compute", "finished"],
  ]);
  const dev = await connect(data.branch.id);
  await plane.query(dev.host, "insert into t values (2)", dev);
  expect(await plane.query(dev.host, "select count(*)::int from t", dev)).toEqual([{ count: 2 }]);
  expect(await plane.query(host, "select count(*)::int from t", login)).toEqual([{ count: 1 }]);
  const deletion = await plane.api.deleteProjectBranch({
    projectId: project,
    branchId: data.branch.id,
  });
  expect(deletion.status).toBe(200);
  await plane.wait(deletion.data.operations);
  expect((await plane.api.getProjectBranch(project, data.branch.id)).status).toBe(404);
  expect(
    (await plane.api.deleteProjectBranch({ projectId: project, branchId: data.branch.id })).status,
  ).toBe(204);
  await expect(plane.control.route(dev.host)).rejects.toThrow(
    "requested endpoint could not be found",
  );
});

test("the pooled host leads to the same endpoint", async () => {
  const { host } = await connect((await mainBranch()).id, true);
  expect(host).toMatch(/^ep-[a-z]+-[a-z]+-[0-9a-f]{8}-pooler\.neon\.localhost$/);
  const direct = await plane.control.route(host.replace("-pooler", ""));
  expect(await plane.control.route(host)).toEqual({ ...direct, pooled: true });
});
