import { afterAll, beforeAll, expect, test } from "vitest";
import { maintenanceOf } from "../../../../src/schema/design/purges.ts";
import { designed } from "./harness.ts";

const model = {
  entities: [
    { name: "organizations", attributes: [{ name: "name", type: "text" }] },
    {
      name: "members",
      attributes: [{ name: "email", type: "text", unique: true, pii: true }],
      soft_delete: true,
      audit_trail: true,
      retention_days: 30,
    },
    { name: "projects", attributes: [{ name: "name", type: "text" }] },
    {
      name: "tasks",
      attributes: [
        { name: "title", type: "text", unique: true },
        { name: "part", type: "text", required: false },
        { name: "kind", type: "enum", values: ["bug", "idea"], enum_as: "table", default: "bug" },
      ],
      unique: [["project", "part"]],
      optimistic_lock: true,
      retention_days: 90,
    },
  ],
  relationships: [
    { from: "members", to: "organizations", kind: "many_to_one", on_delete: "cascade" },
    { from: "projects", to: "organizations", kind: "many_to_one", on_delete: "cascade" },
    { from: "tasks", to: "projects", kind: "many_to_one", on_delete: "cascade" },
    {
      from: "tasks",
      to: "members",
      kind: "many_to_one",
      name: "assignee",
      required: false,
      on_delete: "set null",
    },
    { from: "tasks", to: "members", kind: "many_to_many", name: "watchers", on_delete: "cascade" },
    { from: "projects", to: "members", kind: "one_to_one", name: "lead", required: false },
  ],
  tenancy: { entity: "organizations" },
};

const id = (number: number): string => `'00000000-0000-4000-8000-00000000000${number}'`;

let on: Awaited<ReturnType<typeof designed>>;
beforeAll(async () => {
  on = await designed(model);
  await on.database.run(`
    insert into organizations (id, name) values (${id(1)}, 'one'), (${id(2)}, 'two');
    insert into members (id, organization_id, email) values (${id(3)}, ${id(1)}, 'a@x.org'), (${id(4)}, ${id(2)}, 'a@x.org');
    insert into projects (id, organization_id, name) values (${id(5)}, ${id(1)}, 'p'), (${id(6)}, ${id(2)}, 'q');
    insert into tasks (id, organization_id, project_id, assignee_id, title) values (${id(7)}, ${id(1)}, ${id(5)}, ${id(3)}, 't')`);
});
afterAll(() => on[Symbol.asyncDispose]());

const value = async (sql: string): Promise<unknown> =>
  Object.values((await on.database.run(sql))[0] ?? {})[0];

test("a change moves updated_at and nothing else of the times", async () => {
  const before = await on.database.run(
    `select created_at, updated_at from projects where id = ${id(5)}`,
  );
  const [after] = await on.database.run(
    `update projects set name = 'other', updated_at = '2000-01-01' where id = ${id(5)} returning created_at, updated_at`,
  );
  expect(after?.["created_at"]).toEqual(before[0]?.["created_at"]);
  expect(Number(after?.["updated_at"])).toBeGreaterThan(Number(before[0]?.["updated_at"]));
});

test("a version moves by itself, and one that is out of date is noticed in either way", async () => {
  const first = Number(await value(`select version from tasks where id = ${id(7)}`));
  const update = (set: string, where = ""): Promise<unknown> =>
    value(`update tasks set ${set} where id = ${id(7)} ${where} returning version`);
  expect(await update("title = 'a'", `and version = ${first}`)).toBe(first + 1);
  expect(await update("title = 'b'", `and version = ${first}`)).toBeUndefined();
  // as drivers write the version that they read, or the next one
  expect(await update(`title = 'c', version = ${first + 1}`)).toBe(first + 2);
  expect(await update(`title = 'd', version = ${first + 3}`)).toBe(first + 3);
  expect(
    await on.refusal(`update tasks set title = 'e', version = ${first} where id = ${id(7)}`),
  ).toBe("40001");
  expect(await value(`select title from tasks where id = ${id(7)}`)).toBe("d");
});

test("what is unique is so within the tenant, among rows that are not deleted", async () => {
  const insert = `insert into members (organization_id, email) values (${id(1)}, 'b@x.org')`;
  expect(await on.refusal(insert)).toBe("");
  expect(await on.refusal(insert)).toBe("23505");
  expect(await on.refusal("update members set deleted_at = now() where email = 'b@x.org'")).toBe(
    "",
  );
  expect(await on.refusal(insert)).toBe("");
});

test("of what is unique together, nulls are alike", async () => {
  const insert = (title: string): string =>
    `insert into tasks (organization_id, project_id, title) values (${id(2)}, ${id(6)}, '${title}')`;
  expect(await on.refusal(insert("x"))).toBe("");
  expect(await on.refusal(insert("y"))).toBe("23505");
});

test("references do not lead to another tenant", async () => {
  expect(
    await on.refusal(
      `insert into tasks (organization_id, project_id, title) values (${id(1)}, ${id(6)}, 'z')`,
    ),
  ).toBe("23503");
  expect(await on.refusal(`update tasks set assignee_id = ${id(4)} where id = ${id(7)}`)).toBe(
    "23503",
  );
  expect(
    await on.refusal(
      `insert into watchers (organization_id, task_id, member_id) values (${id(1)}, ${id(7)}, ${id(4)})`,
    ),
  ).toBe("23503");
  expect(
    await on.refusal(
      `insert into watchers (organization_id, task_id, member_id) values (${id(1)}, ${id(7)}, ${id(3)})`,
    ),
  ).toBe("");
});

test("emptying a reference leaves the tenant, and a one-to-one reference is taken once", async () => {
  expect(await on.refusal(`update projects set lead_id = ${id(3)} where id = ${id(5)}`)).toBe("");
  expect(
    await on.refusal(
      `insert into projects (organization_id, name, lead_id) values (${id(1)}, 'r', ${id(3)})`,
    ),
  ).toBe("23505");
  expect(await on.refusal(`update projects set lead_id = null where id = ${id(5)}`)).toBe("");
  expect(await on.refusal(`delete from members where id = ${id(3)}`)).toBe("");
  expect(
    await on.database.run(`select organization_id, assignee_id from tasks where id = ${id(7)}`),
  ).toEqual([{ organization_id: id(1).slice(1, -1), assignee_id: null }]);
});

test("labels of a table are rows", async () => {
  expect(await value(`select kind from tasks where id = ${id(7)}`)).toBe("bug");
  expect(await on.refusal(`update tasks set kind = 'wish' where id = ${id(7)}`)).toBe("23503");
  expect(await on.refusal("insert into task_kind_values values ('wish')")).toBe("");
  expect(await on.refusal(`update tasks set kind = 'wish' where id = ${id(7)}`)).toBe("");
});

test("the audit trail has who and what, and nothing personal", async () => {
  await on.database.run(
    `begin; set local app.user_id = 'me'; update members set email = 'c@x.org' where id = ${id(4)}; commit`,
  );
  const rows = await on.database.run(
    `select operation, changed_by, before, after from audit_log where table_name = 'members' and row_id = ${id(4)} order by id`,
  );
  expect(rows.map(({ operation }) => operation)).toEqual(["INSERT", "UPDATE"]);
  expect(rows[1]).toMatchObject({
    changed_by: "me",
    before: { organization_id: id(2).slice(1, -1) },
  });
  expect(JSON.stringify(rows)).not.toContain("@");
});

test("a tenant goes with all that is its", async () => {
  expect(await on.refusal(`delete from organizations where id = ${id(1)}`)).toBe("");
  expect(await value(`select count(*)::int from tasks where organization_id = ${id(1)}`)).toBe(0);
});

test("purges delete what has had its time, by an index", async () => {
  await on.database.run(`
    insert into members (organization_id, email, deleted_at)
      select ${id(2)}, 'm' || i, case when i % 20 = 0 then now() - interval '1 year' end from generate_series(1, 20000) i;
    analyze members`);
  const [purge] = maintenanceOf(on.design);
  expect(purge?.purpose).toMatch(
    /^Delete from members what has had its time 30 days after deleted_at/,
  );
  const plan = await on.database.run(`explain ${purge?.sql ?? ""}`);
  expect(JSON.stringify(plan)).toContain("members_deleted_at_purge_idx");
  await on.database.run(purge?.sql ?? "");
  expect(
    await value("select count(*)::int from members where deleted_at < now() - interval '30 days'"),
  ).toBe(0);
  expect(await value("select count(*)::int from members")).toBeGreaterThan(18_000);
});
