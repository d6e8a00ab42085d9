import { expect, test } from "vitest";
import type { Intent } from "../../../../src/rls/intent.ts";
import { planMigration } from "../../../../src/migration/plan/plan.ts";
import { memoryPlans } from "../../../helpers/deps.ts";
import { call, place } from "./harness.ts";

type Table = Intent["tables"][number];
const tenant: Table["allow"] = {
  select: "tenant",
  insert: "tenant",
  update: "tenant",
  delete: "tenant",
};
const context: Intent["context"] = { kind: "setting", name: "app.team", type: "int" };

/** Rule and object of each finding of some rules. */
const named = (findings: readonly { rule: string; object: string }[], rules: readonly string[]) =>
  findings
    .filter(({ rule }) => rules.includes(rule))
    .map(({ rule, object }) => `${rule} ${object}`);

test("roles to which policies do not apply, and what of privileges goes", async () => {
  await using at = await place(`
    create table tasks (id int primary key, team int not null);
    create table parts (id int primary key, task int) partition by list (id);
    create table parts_1 partition of parts for values in (1);
    alter table parts add team int not null default 1`);
  const group = `${at.application}_group`;
  const owner = `${at.application}_owner`;
  await at.database.runAsSuperuser(`
    create role ${group} bypassrls; create role ${owner};
    create role ${at.application} login in role ${group}, ${owner};
    grant usage, create on schema public to ${owner};
    alter table tasks owner to ${owner};
    grant all on parts, parts_1 to ${at.application};
    grant update (task) on parts to ${at.application};
    grant ${owner} to ${new URL(at.database.url).username}`);
  const made = await at.generate({
    context,
    tables: [
      { table: "tasks", tenant: "team", allow: tenant },
      {
        table: "parts",
        tenant: "team",
        allow: { ...tenant, delete: "nobody" },
        columns: { update: ["task"] },
      },
    ],
  });
  expect(
    named(made.findings, ["role-may-bypass-rls", "role-owns-table", "role-bypasses-rls"]),
  ).toEqual([`role-may-bypass-rls ${at.application}`, `role-owns-table ${at.application}`]);
  // truncating, referring and triggers go round policies; a partition's own name too
  expect(made.sql).toMatch(
    /REVOKE (?=.*DELETE)(?=.*TRUNCATE)(?=.*TRIGGER)(?=.*UPDATE).* ON TABLE public\.parts FROM/,
  );
  expect(made.sql).toContain(`GRANT UPDATE (task) ON TABLE public.parts TO ${at.application}`);
  expect(made.sql).toContain(`REVOKE ALL ON TABLE public.parts_1 FROM ${at.application}`);
  await at.database.runAsSuperuser(made.sql);
  expect(
    (
      await at.generate({
        context,
        tables: [
          { table: "tasks", tenant: "team", allow: tenant },
          {
            table: "parts",
            tenant: "team",
            allow: { ...tenant, delete: "nobody" },
            columns: { update: ["task"] },
          },
        ],
      })
    ).sql,
  ).toBe("");
  await at.database.runAsSuperuser(made.rollback);
  await at.database.runAsSuperuser(
    `drop owned by ${owner}, ${at.application} cascade; drop role ${at.application}, ${group}, ${owner}`,
  );
});

test("who may write memberships, and references that leave the tenant", async () => {
  await using at = await place(`
    create table teams (id int primary key);
    create table members (team int references teams, person int, primary key (team, person));
    create table boards (id int primary key, team int not null, unique (team, id));
    create table cards (id int primary key, team int not null, board int references boards, gone timestamptz);
    create table loose (team int, board int, gone boolean)`);
  const { findings } = await at.generate({
    context: { kind: "setting", name: "app.person", type: "int" },
    members: { table: "members", tenant: "team", user: "person" },
    tables: [
      {
        table: "members",
        owner: "person",
        allow: { select: "owner", insert: "owner", update: "nobody", delete: "owner" },
      },
      { table: "boards", tenant: "team", allow: tenant },
      { table: "cards", tenant: "team", allow: tenant },
      { table: "loose", tenant: "team", deleted: "gone", allow: tenant },
    ],
  });
  expect(named(findings, ["members-open", "reference-crosses-tenants", "marking-fails"])).toEqual([
    "members-open public.members",
    "reference-crosses-tenants public.cards.cards_board_fkey",
    "marking-fails public.loose",
  ]);
  const fix = findings.find(({ rule }) => rule === "reference-crosses-tenants")?.fix ?? "";
  await at.database.run(fix);
});

test("another intent replaces what an earlier one made", async () => {
  await using at = await place(
    "create table tasks (id int primary key, team int not null, at timestamptz)",
  );
  const table = { table: "tasks", tenant: "team" };
  const first = await at.generate({
    context,
    tables: [{ ...table, deleted: "at", allow: tenant }],
  });
  await at.database.run(first.sql);
  const second = await at.generate({
    context,
    tables: [{ ...table, allow: { ...tenant, select: "anyone", delete: "nobody" } }],
  });
  await at.database.run(second.sql);
  const policies = await at.database.run("select policyname as name from pg_policies order by 1");
  expect(policies.map(({ name }) => String(name).replace(`${at.application}_`, ""))).toEqual([
    "insert",
    "select",
    "tenant_insert",
    "tenant_update",
    "update",
  ]);
  expect(await at.as({}, "delete from tasks")).toEqual({
    refused: "permission denied for table tasks",
  });
  await at.database.run(second.rollback);
  await at.database.run(first.rollback);
});

test("tables of several owners are looked up by nobody", async () => {
  await using at = await place(`
    create table a (id int primary key, person int, gone timestamptz);
    create table b (id int primary key, a int references a);
    create table c (id int primary key, b int references b)`);
  const owner = `${at.application}_owner`;
  await at.database.runAsSuperuser(`create role ${owner}; alter table b owner to ${owner}`);
  const said: Table["allow"] = {
    select: "owner",
    insert: "owner",
    update: "owner",
    delete: "owner",
  };
  const refused = at.generate({
    context: { kind: "setting", name: "app.person", type: "int" },
    tables: [
      { table: "a", owner: "person", deleted: "gone", allow: said },
      { table: "b", parent: { column: "a", table: "a" }, allow: said },
      { table: "c", parent: { column: "b", table: "b" }, allow: said },
    ],
  });
  await expect(refused).rejects.toMatchObject({ code: "UNSUPPORTED" });
  await at.database.runAsSuperuser(`drop owned by ${owner} cascade; drop role ${owner}`);
});

test("functions run as who owns the table that they look up", async () => {
  await using at = await place(`
    create table members (team int, person int, primary key (team, person));
    create table tasks (id int primary key, team int not null);
    insert into members values (1, 7);
    insert into tasks values (1, 1), (2, 2)`);
  const owner = `${at.application}_owner`;
  await at.database.runAsSuperuser(
    `create role ${owner}; alter table members owner to ${owner};
     grant usage on schema public to ${owner}; grant ${owner} to ${new URL(at.database.url).username}`,
  );
  const before = await at.fingerprint();
  const made = await at.generate({
    context: { kind: "setting", name: "app.person", type: "int" },
    members: { table: "members", tenant: "team", user: "person" },
    tables: [{ table: "tasks", tenant: "team", allow: tenant }],
  });
  await at.database.run(made.sql);
  expect(await at.as({ "app.person": "7" }, "select id from tasks")).toEqual([{ id: 1 }]);
  expect(await at.as({ "app.person": "8" }, "select id from tasks")).toEqual([]);
  expect(await at.as({ "app.person": "7" }, "select * from members")).toEqual({
    refused: "permission denied for table members",
  });
  await at.database.run(made.rollback);
  expect(await at.fingerprint()).toBe(before);
  await at.database.runAsSuperuser(`drop owned by ${owner} cascade; drop role ${owner}`);
});

test("the statements can be planned as a migration once their role is there", async () => {
  await using at = await place("create table tasks (id int primary key, team int not null)");
  const { sql, findings } = await at.generate({
    context,
    tables: [{ table: "tasks", tenant: "team", allow: tenant }],
  });
  expect(named(findings, ["role-missing"])).toEqual([`role-missing ${at.application}`]);
  const planned = () =>
    planMigration(
      {
        name: "rls",
        sql,
        hints: { renames: {}, using: {}, backfill: {} },
        oldStatements: [],
        lockTimeoutMs: 2_000,
        batchSize: 100,
      },
      { ...at.deps, plans: memoryPlans() },
      call,
    );
  expect(await planned()).toMatchObject({
    phases: [],
    questions: [{ about: `role ${at.application}` }],
  });
  await at.database.runAsSuperuser(`create role ${at.application}`);
  const plan = await planned();
  await at.database.runAsSuperuser(`drop role if exists ${at.application}`);
  const steps = plan.phases.flatMap((phase) => phase.steps.map((step) => step.sql));
  expect(steps.some((step) => step.includes("CREATE INDEX CONCURRENTLY"))).toBe(true);
  expect(steps.filter((step) => step.includes("CREATE POLICY"))).toHaveLength(5);
});
