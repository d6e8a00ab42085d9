import { describe, expect, test } from "vitest";
import { refusal, useProject } from "./fixture.ts";

const neon = useProject();

const main = async () => (await neon.main()).id;
const roles = async (branchId: string) =>
  (await neon.api.listProjectBranchRoles(neon.project, branchId)).data.roles.map(
    ({ name }) => name,
  );
const databases = async (branchId: string) =>
  (await neon.api.listProjectBranchDatabases(neon.project, branchId)).data.databases;
const createRole = async (role: object) =>
  neon.api.createProjectBranchRole(neon.project, await main(), { role: role as never });
const createDatabase = async (database: object) =>
  neon.api.createProjectBranchDatabase(neon.project, await main(), { database: database as never });

describe("a role of the API", () => {
  test("is a member of neon_superuser, whatever its name, and its password can be seen", async () => {
    const name = `o'Neil "x"`;
    const { data, status } = await createRole({ name });
    expect(status).toBe(201);
    await neon.finish(data.operations);
    const { host, ...login } = await neon.connect(await main(), name);
    expect(login.password).toBe(data.role.password);
    const sql = "select current_user as name, pg_has_role('neon_superuser', 'member') as member";
    expect(await neon.plane.query(host, sql, { ...login, user: name })).toEqual([
      { name, member: true },
    ]);
    const seen = await neon.api.getProjectBranchRolePassword(neon.project, await main(), name);
    expect(seen.data).toEqual({ password: data.role.password });
    const { data: one } = await neon.api.getProjectBranchRole(neon.project, await main(), name);
    expect(one.role).not.toHaveProperty("password");
  });

  test("gets another password, and the old one is worth nothing", async () => {
    const { data } = await createRole({ name: "reset" });
    await neon.finish(data.operations);
    const before = await neon.connect(await main(), "reset");
    const { data: reset } = await neon.api.resetProjectBranchRolePassword(
      neon.project,
      await main(),
      "reset",
    );
    await neon.finish(reset.operations);
    const after = await neon.connect(await main(), "reset");
    expect(after.password).toBe(reset.role.password);
    const { host } = before;
    await expect(neon.plane.query(host, "select 1", after)).resolves.toHaveLength(1);
    await expect(neon.plane.query(host, "select 1", before)).rejects.toThrow("password");
  });

  test("is deleted; what it owns is the database owner's then", async () => {
    await neon.finish((await createRole({ name: "leaver" })).data.operations);
    const { host, ...login } = await neon.connect(await main(), "leaver");
    await neon.plane.query(host, "create schema leavers create table t (id int)", login);
    const remove = async () =>
      neon.api.deleteProjectBranchRole(neon.project, await main(), "leaver");
    await neon.finish((await remove()).data.operations);
    expect(await roles(await main())).not.toContain("leaver");
    expect(
      await neon.sql(await main(), "select tableowner from pg_tables where schemaname = 'leavers'"),
    ).toEqual([{ tableowner: "neondb_owner" }]);
    expect((await remove()).status).toBe(204);
  });

  test("is refused where its name is taken or reserved, or it owns a database", async () => {
    expect(await createRole({ name: "neondb_owner" })).toMatchObject(refusal(409, "exists"));
    expect(await createRole({ name: "pg_x" })).toMatchObject(refusal(422, "reserved"));
    expect(await createRole({ name: "cloud_admin" })).toMatchObject(refusal(422, "reserved"));
    expect(await createRole({})).toMatchObject(refusal(400, "role.name has to be a string"));
    const owner = await neon.api.deleteProjectBranchRole(
      neon.project,
      await main(),
      "neondb_owner",
    );
    expect(owner).toMatchObject(refusal(422, "owns database neondb"));
  });
});

test("a role made by SQL is listed, without a password", async () => {
  await neon.sql(await main(), "create role by_sql login");
  expect(await roles(await main())).toContain("by_sql");
  const seen = await neon.api.getProjectBranchRolePassword(neon.project, await main(), "by_sql");
  expect(seen).toMatchObject(refusal(412, "made by SQL"));
  await neon.sql(await main(), "drop role by_sql");
  expect(await roles(await main())).not.toContain("by_sql");
});

describe("a database", () => {
  test("is made, renamed, given to another owner and dropped", async () => {
    await neon.finish((await createRole({ name: "app" })).data.operations);
    const { data } = await createDatabase({ name: "my db", owner_name: "neondb_owner" });
    await neon.finish(data.operations);
    const { host, ...login } = await neon.connect(await main());
    const owner = { ...login, database: "my db" };
    expect(await neon.plane.query(host, "select current_database() as name", owner)).toEqual([
      { name: "my db" },
    ]);
    const { data: changed } = await neon.api.updateProjectBranchDatabase(
      neon.project,
      await main(),
      "my db",
      { database: { name: "renamed", owner_name: "app" } },
    );
    await neon.finish(changed.operations);
    expect(await databases(await main())).toMatchObject([
      { name: "neondb", owner_name: "neondb_owner" },
      { id: data.database.id, name: "renamed", owner_name: "app" },
    ]);
    const remove = async () =>
      neon.api.deleteProjectBranchDatabase(neon.project, await main(), "renamed");
    await neon.finish((await remove()).data.operations);
    expect(await databases(await main())).toMatchObject([{ name: "neondb" }]);
    expect((await remove()).status).toBe(204);
  });

  test("is refused where its name is taken or reserved, or nobody owns it", async () => {
    const owner_name = "neondb_owner";
    expect(await createDatabase({ name: "neondb", owner_name })).toMatchObject(
      refusal(409, "exists"),
    );
    expect(await createDatabase({ name: "postgres", owner_name })).toMatchObject(
      refusal(422, "reserved"),
    );
    expect(await createDatabase({ name: "x", owner_name: "nobody" })).toMatchObject(
      refusal(404, "role nobody not found"),
    );
  });

  test("made by SQL is listed, and goes with the branch", async () => {
    await neon.sql(await main(), "create database by_sql");
    const names = async (id: string) => (await databases(id)).map(({ name }) => name);
    expect(await names(await main())).toContain("by_sql");
    const child = await neon.create({ name: "with-by-sql" });
    expect(await names(child.id)).toContain("by_sql");
  });

  test("made by SQL just before its compute sleeps is known while it sleeps", async () => {
    await neon.sql(await main(), "create database sleeper");
    const { data } = await neon.api.listProjectBranchEndpoints(neon.project, await main());
    const { data: suspended } = await neon.api.suspendProjectEndpoint(
      neon.project,
      data.endpoints[0]?.id ?? "",
    );
    await neon.finish(suspended.operations);
    const found = await neon.api.getProjectBranchDatabase(neon.project, await main(), "sleeper");
    expect(found.data.database).toMatchObject({ name: "sleeper", owner_name: "neondb_owner" });
    const { data: after } = await neon.api.listProjectBranchEndpoints(neon.project, await main());
    expect(after.endpoints).toMatchObject([{ current_state: "idle" }]);
  });
});
