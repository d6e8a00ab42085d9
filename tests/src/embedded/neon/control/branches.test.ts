import { describe, expect, test } from "vitest";
import { refusal, useProject } from "./fixture.ts";

const neon = useProject();
const hour = (hours: number): string =>
  new Date(Date.now() + hours * 3_600_000).toISOString().replace(/\.\d+/, "");
const patch = (id: string, branch: object) =>
  neon.api.updateProjectBranch(neon.project, id, { branch });
const remove = (branchId: string) =>
  neon.api.deleteProjectBranch({ projectId: neon.project, branchId });
const make = (branch: object) => neon.api.createProjectBranch(neon.project, { branch });

describe("lists", () => {
  test("are sorted, searched and paged", async () => {
    for (const name of ["page-b", "page-a", "page-c"])
      await neon.finish((await make({ name })).data.operations);
    const list = (query: object) =>
      neon.api.listProjectBranches({ projectId: neon.project, search: "page-", ...query });
    const names = async (query: object) =>
      (await list(query)).data.branches.map(({ name }) => name);
    expect(await names({ sort_by: "name", sort_order: "asc" })).toEqual([
      "page-a",
      "page-b",
      "page-c",
    ]);
    expect(await names({ sort_by: "created_at" })).toEqual(["page-c", "page-a", "page-b"]);
    const first = await list({ sort_by: "name", sort_order: "asc", limit: 2 });
    expect(first.data.branches.map(({ name }) => name)).toEqual(["page-a", "page-b"]);
    const cursor = first.data.pagination?.next ?? "";
    const gone = first.data.branches[1]?.id ?? "";
    await neon.finish((await remove(gone)).data.operations);
    expect(await names({ sort_by: "name", sort_order: "asc", limit: 2, cursor })).toEqual([
      "page-c",
    ]);
    const { data } = await neon.api.countProjectBranches({
      projectId: neon.project,
      search: "page-",
    });
    expect(data.count).toBe(2);
    expect(await list({ cursor: "nonsense" })).toMatchObject(refusal(400, "cursor"));
  });
});

describe("a new branch", () => {
  test("has a name made up and no endpoint where none are asked for", async () => {
    const { data } = await neon.api.createProjectBranch(neon.project);
    await neon.finish(data.operations);
    expect(data.endpoints).toEqual([]);
    expect(data.branch.name).toBe(data.branch.id);
    expect(await neon.branch(data.branch.id)).toMatchObject({
      current_state: "ready",
      parent_lsn: expect.stringMatching(/^[0-9A-F]+\/[0-9A-F]+$/),
    });
  });

  test("with the schema only is a root without rows", async () => {
    const main = await neon.main();
    await neon.sql(main.id, "create table shape (id int); insert into shape values (1)");
    const branch = await neon.create({ name: "shape", init_source: "schema-only" });
    expect(branch.parent_id).toBeUndefined();
    expect(await neon.sql(branch.id, "select count(*)::int from shape")).toEqual([{ count: 0 }]);
  });

  test("of a moment is what its parent was", async () => {
    const main = await neon.main();
    await neon.sql(main.id, "create table past (id int); insert into past values (1)");
    const moment = await neon.moment(main.id);
    await neon.sql(main.id, "insert into past values (2)");
    const branch = await neon.create({ name: "past", parent_timestamp: moment });
    expect(await neon.sql(branch.id, "select id from past")).toEqual([{ id: 1 }]);
  });

  test("of a moment that is not in the history is refused", async () => {
    expect(await make({ parent_timestamp: hour(1) })).toMatchObject(refusal(400, "in the future"));
    expect(await make({ parent_timestamp: hour(-48) })).toMatchObject(
      refusal(400, "before the beginning"),
    );
    const both = { parent_timestamp: hour(-1), parent_lsn: "0/1" };
    expect(await make(both)).toMatchObject(refusal(400, "together"));
  });

  test("of a protected one lets nobody in with its parent's password", async () => {
    const main = await neon.main();
    await patch(main.id, { protected: true });
    const child = await neon.create({ name: "guarded-child" });
    await patch(main.id, { protected: false });
    const [theirs, own] = [await neon.connect(main.id), await neon.connect(child.id)];
    expect(own.password).not.toBe(theirs.password);
    await expect(neon.sql(child.id, "select 1")).resolves.toHaveLength(1);
    const attempt = neon.plane.query(own.host, "select 1", { ...own, password: theirs.password });
    await expect(attempt).rejects.toThrow("password authentication failed");
  });

  test("needs a name of its own", async () => {
    expect(await make({ name: "main" })).toMatchObject(refusal(409, "already exists"));
  });

  test.each([
    [{ name: "" }, "name has to be of 1 to 256 characters"],
    [{ name: 1 }, "name has to be a string"],
    [{ nam: "x" }, "branch has no property nam"],
    [{ parent_lsn: "x" }, "branch.parent_lsn has to be an LSN"],
    [{ parent_timestamp: "2026-01-01 12:00" }, "branch.parent_timestamp has to be a time"],
    [{ init_source: "x" }, "one of parent-data, schema-only"],
    [{ expires_at: hour(-1) }, "in the future"],
    [{ expires_at: hour(31 * 24) }, "within 30 days"],
  ])("is refused with %o", async (branch, message) => {
    expect(await make(branch)).toMatchObject(refusal(400, message));
  });

  test("of a parent that does not exist is not found", async () => {
    expect(await make({ parent_id: "br-none" })).toMatchObject(refusal(404, "branch not found"));
    const elsewhere = await neon.api.createProjectBranch("none", {});
    expect(elsewhere).toMatchObject(refusal(404, "project not found"));
  });
});

describe("a change", () => {
  test("renames, protects and lets expire, one at a time", async () => {
    const { id } = await neon.create({ name: "change" });
    expect((await patch(id, { name: "changed" })).data.branch.name).toBe("changed");
    const expires = hour(2);
    const { data } = await patch(id, { expires_at: expires });
    expect(data.branch).toMatchObject({ ttl_interval_seconds: expect.closeTo(7200, -1) });
    expect(Date.parse(data.branch.expires_at ?? "")).toBe(Date.parse(expires));
    expect(await patch(id, { protected: true })).toMatchObject(
      refusal(422, "expiration on protected"),
    );
    expect((await patch(id, { expires_at: null })).data.branch.expires_at).toBeUndefined();
    expect((await patch(id, { protected: true })).data.branch.protected).toBe(true);
    expect(await patch(id, { expires_at: expires })).toMatchObject(
      refusal(422, "expiration on protected"),
    );
    expect(await patch(id, { name: "main" })).toMatchObject(refusal(409, "already exists"));
    await patch(id, { protected: false });
  });

  test("makes another branch the default", async () => {
    const [main, { id }] = [await neon.main(), await neon.create({ name: "next" })];
    await neon.api.setDefaultProjectBranch(neon.project, id);
    expect((await neon.branches()).filter((branch) => branch.default)).toMatchObject([{ id }]);
    expect(await remove(id)).toMatchObject(refusal(422, "cannot delete default branch"));
    await neon.api.setDefaultProjectBranch(neon.project, main.id);
  });
});

describe("a deletion", () => {
  test("is refused where something depends on the branch", async () => {
    const parent = await neon.create({ name: "parent" });
    const child = await neon.create({ name: "child", parent_id: parent.id });
    expect(await remove((await neon.main()).id)).toMatchObject(
      refusal(422, "cannot delete default branch"),
    );
    expect(await remove(parent.id)).toMatchObject(refusal(422, "has children"));
    expect(await patch(parent.id, { expires_at: hour(1) })).toMatchObject(
      refusal(422, "with children"),
    );
    await patch(child.id, { protected: true });
    expect(await remove(child.id)).toMatchObject(refusal(422, "cannot delete protected branch"));
    await patch(child.id, { protected: false });
    await neon.finish((await remove(child.id)).data.operations);
    await neon.finish((await remove(parent.id)).data.operations);
  });

  test("cuts the connections of the branch", async () => {
    const { id } = await neon.create({ name: "cut" });
    const { host } = await neon.connect(id);
    await neon.finish((await remove(id)).data.operations);
    expect(neon.plane.cut).toContain(host.split(".")[0]);
  });
});
