import { describe, expect, test } from "vitest";
import { refusal, useProject } from "./fixture.ts";

const neon = useProject();

const restore = (id: string, request: object) =>
  neon.api.restoreProjectBranch(neon.project, id, { source_branch_id: id, ...request });
const ids = async (branchId: string) =>
  (await neon.sql(branchId, "select id from t order by id")).map((row) => row["id"]);

/** A branch with row 1 then, and row 2 now. */
async function withPast(name: string) {
  const branch = await neon.create({ name });
  await neon.sql(
    branch.id,
    "drop table if exists t; create table t (id int); insert into t values (1)",
  );
  const moment = await neon.moment(branch.id);
  await neon.sql(branch.id, "insert into t values (2)");
  return { branch, moment };
}

describe("a branch restored to a moment", () => {
  test("keeps its id, host and password; what it was keeps the rows and the children", async () => {
    const { branch, moment } = await withPast("self");
    const child = await neon.create({ name: "self-child", parent_id: branch.id });
    const before = await neon.connect(branch.id);
    const { data } = await restore(branch.id, {
      source_timestamp: moment,
      preserve_under_name: "self-kept",
    });
    expect(data.branch).toMatchObject({ id: branch.id, current_state: "resetting" });
    await neon.finish(data.operations);
    expect(await neon.connect(branch.id)).toEqual(before);
    expect(await ids(branch.id)).toEqual([1]);
    const kept = (await neon.branches()).find(({ name }) => name === "self-kept");
    expect(kept).toMatchObject({ current_state: "ready", default: false });
    expect(await neon.branch(child.id)).toMatchObject({ parent_id: kept?.id });
    await neon.api.createProjectEndpoint(neon.project, {
      endpoint: { branch_id: kept?.id ?? "", type: "read_write" as never },
    });
    expect(await ids(kept?.id ?? "")).toEqual([1, 2]);
    expect(neon.plane.cut).toContain(before.host.split(".")[0]);
  });

  test("can be the default branch", async () => {
    const main = await neon.main();
    await neon.sql(
      main.id,
      "drop table if exists t; create table t (id int); insert into t values (1)",
    );
    const moment = await neon.moment(main.id);
    await neon.sql(main.id, "drop table t");
    const { data } = await restore(main.id, {
      source_timestamp: moment,
      preserve_under_name: "main-kept",
    });
    await neon.finish(data.operations);
    expect(await ids(main.id)).toEqual([1]);
    expect(await neon.main()).toMatchObject({ id: main.id, name: "main" });
    expect((await neon.main()).last_reset_at).toBeDefined();
  });

  test("has the roles of that moment with the passwords of today", async () => {
    const { branch, moment } = await withPast("roles");
    const { data: made } = await neon.api.createProjectBranchRole(neon.project, branch.id, {
      role: { name: "later" },
    });
    await neon.finish(made.operations);
    const { data: reset } = await neon.api.resetProjectBranchRolePassword(
      neon.project,
      branch.id,
      "neondb_owner",
    );
    await neon.finish(reset.operations);
    const { data } = await restore(branch.id, {
      source_timestamp: moment,
      preserve_under_name: "roles-kept",
    });
    await neon.finish(data.operations);
    const login = await neon.connect(branch.id);
    expect(login.password).toBe(reset.role.password);
    expect(await ids(branch.id)).toEqual([1]);
    const { data: roles } = await neon.api.listProjectBranchRoles(neon.project, branch.id);
    expect(roles.roles.map(({ name }) => name)).toEqual(["neondb_owner"]);
  });

  test("needs a moment, a name to keep what it was, and not to be protected", async () => {
    const { branch, moment } = await withPast("rules");
    const at = { source_timestamp: moment };
    expect(await restore(branch.id, {})).toMatchObject(
      refusal(400, "is required to restore a branch from itself"),
    );
    expect(await restore(branch.id, at)).toMatchObject(
      refusal(400, "preserve_under_name is required"),
    );
    const taken = { ...at, preserve_under_name: "main" };
    expect(await restore(branch.id, taken)).toMatchObject(refusal(409, "already exists"));
    await neon.api.updateProjectBranch(neon.project, branch.id, { branch: { protected: true } });
    const kept = { ...at, preserve_under_name: "rules-kept" };
    expect(await restore(branch.id, kept)).toMatchObject(
      refusal(422, "cannot reset protected branch"),
    );
    expect(await ids(branch.id)).toEqual([1, 2]);
  });
});

describe("a branch reset to its parent", () => {
  test("has the parent's rows, its own host, and its own password", async () => {
    const { branch: parent } = await withPast("parent");
    await neon.api.updateProjectBranch(neon.project, parent.id, { branch: { protected: true } });
    const child = await neon.create({ name: "reset", parent_id: parent.id });
    const before = await neon.connect(child.id);
    await neon.sql(child.id, "insert into t values (3)");
    await neon.sql(parent.id, "insert into t values (4)");
    const { data } = await restore(child.id, { source_branch_id: parent.id });
    await neon.finish(data.operations);
    expect(await ids(child.id)).toEqual([1, 2, 4]);
    expect(await neon.connect(child.id)).toEqual(before);
    expect(await neon.branch(child.id)).toMatchObject({ parent_id: parent.id });
  });

  test("needs a name for what it was where it has children", async () => {
    const parent = await neon.create({ name: "middle" });
    await neon.create({ name: "leaf", parent_id: parent.id });
    const main = await neon.main();
    const answer = await restore(parent.id, { source_branch_id: main.id });
    expect(answer).toMatchObject(refusal(400, "the branch has children"));
  });
});
