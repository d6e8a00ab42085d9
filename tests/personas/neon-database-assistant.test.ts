import { mkdtempSync, readFileSync, realpathSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../helpers/postgres.ts";
import { type Stage, stage } from "./stage.ts";

const persona = "neon-database-assistant";
let on: Stage;
let folder: string;
/** What a Heroku or an RDS is: a Postgres elsewhere, known by a variable. */
let elsewhere: TestDatabase;
beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "neon-dba-personas-")));
  elsewhere = await testDatabase(`
    create table customers (id int generated always as identity primary key, name text not null);
    create table orders (id bigint generated always as identity primary key, customer_id int not null references customers, total numeric(10, 2) not null, at timestamptz not null default now());
    insert into customers (name) select 'customer ' || i from generate_series(1, 100) i;
    insert into orders (customer_id, total) select 1 + i % 100, i / 7.0 from generate_series(1, 3000) i`);
  process.env["PERSONAS_SOURCE_URL"] = elsewhere.url;
  on = await stage(["--files", folder]);
});
afterAll(async () => {
  delete process.env["PERSONAS_SOURCE_URL"];
  await on[Symbol.asyncDispose]();
  await elsewhere[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

const notes = `
  create table notes (id int generated always as identity primary key, body text not null);
  insert into notes (body) select 'note ' || i from generate_series(1, 200) i`;

test("Help me set up Neon for my project", async () => {
  await using scene = await on.scene(persona, "Help me set up Neon for my project");
  expect((await scene.calls("list_projects")).text).toContain("local");
  const made = await scene.calls("create_project", { name: "shop", history: "6h" });
  const { name } = made.structured["project"] as { name: string };
  const { data } = await on.neon.api.listProjects({});
  expect(data.projects.map((project) => project.name)).toContain(name);
  const target = { project: "shop" };
  expect((await scene.calls("test_connection", { target })).text).toMatch(/3 of 3 ways are open/);
  const [project] = data.projects.filter((each) => each.name === name);
  await on.neon.api.deleteProject(project?.id ?? "");
});

test("Create a branching workflow for my team", async () => {
  await using scene = await on.scene(persona, "Create a branching workflow for my team", {
    given: notes,
  });
  for (const name of ["staging", "dev-anna"])
    await scene.calls("create_branch", { name, expires_in: "7d" });
  const listed = await scene.calls("list_branches");
  expect(listed.text).toContain("staging");
  const target = { branch: "dev-anna", database: scene.database };
  await scene.calls("run_sql", {
    sql: "alter table notes add column author text",
    mode: "write",
    target,
  });
  const compared = await scene.calls("compare_schemas", {
    from: { database: scene.database },
    to: target,
  });
  expect(compared.structured["changes"]).toMatchObject([
    { kind: "changed", detail: expect.stringContaining("author") },
  ]);
  expect(String(compared.structured["forward"])).toMatch(/ADD COLUMN author text/i);
  await scene.calls("reset_branch", { branch: "dev-anna" });
  const again = await scene.calls("compare_schemas", {
    from: { database: scene.database },
    to: target,
  });
  expect(again.structured["equal"]).toBe(true);
  for (const branch of ["staging", "dev-anna"]) await scene.calls("delete_branch", { branch });
});

test("Migrate my database to Neon from Heroku", async () => {
  await using scene = await on.scene(persona, "Migrate my database to Neon from Heroku");
  const from = { url_variable: "PERSONAS_SOURCE_URL" };
  // into a branch: the default one is guarded against rows too
  const refused = await scene.isRefused("import_data", { from });
  const { structured } = await scene.follows(refused);
  const { name: branch } = structured["branch"] as { name: string };
  const target = { branch, database: scene.database };
  const dry = await scene.calls("import_data", { from, target, dry_run: true });
  expect(dry.text).toMatch(/Dry run/);
  await scene.calls("import_data", { from, target });
  const verified = await scene.calls("verify_data", { source: from, target });
  expect(verified.structured).toMatchObject({ equal: true });
  await scene.calls("run_sql", {
    sql: "update orders set total = 0 where id = 7",
    mode: "write",
    target,
  });
  const differs = await scene.calls("verify_data", { source: from, target, tables: ["orders"] });
  expect(differs.structured).toMatchObject({ equal: false, tables: [{ equal: false }] });
  await scene.calls("delete_branch", { branch });
});

test("Monitor and optimize Neon costs", async () => {
  await using scene = await on.scene(persona, "Monitor and optimize Neon costs");
  const now = await scene.calls("estimate_cost");
  expect(now.structured).toMatchObject({
    prices_as_of: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
  });
  const workload = {
    plan: "launch",
    compute_hours: 300,
    cu: 2,
    storage_gb: 20,
    extra_branches: 5,
    growth_percent: 10,
  };
  const planned = await scene.calls("estimate_cost", { workload });
  const [month, smaller] = await Promise.all(
    [planned, scene.calls("estimate_cost", { workload: { ...workload, cu: 0.5 } })].map(
      async (answer) => ((await answer).structured["month"] as { total: number }).total,
    ),
  );
  expect(smaller).toBeLessThan(month ?? 0);
  expect((await scene.calls("list_computes")).text).toMatch(/suspends after 300 s/);
});

test("Configure Prisma with Neon", async () => {
  await using scene = await on.scene(persona, "Configure Prisma with Neon");
  const made = await scene.calls("configure_connection", {
    stack: "prisma",
    runtime: "serverless",
    instances: 50,
  });
  const files = made.structured["files"] as { path: string; content: string }[];
  const code = files.map(({ content }) => content).join("\n");
  expect(code).toContain("DATABASE_URL_UNPOOLED");
  expect(code).not.toContain("pgbouncer=true");
});

test("Deploy Neon to production safely", async () => {
  await using scene = await on.scene(persona, "Deploy Neon to production safely", { given: notes });
  const audited = await scene.calls("audit_security");
  expect(audited.text).toContain("neon-branch-unprotected");
  const checked = await scene.calls("check_health");
  expect(checked.structured["verdicts"]).not.toContainEqual(
    expect.objectContaining({ verdict: "act" }),
  );
  // what the audit names is done, with the user's consent where it is needed
  await scene.calls("update_branch", { branch: "main", protected: true });
  const again = await scene.calls("audit_security");
  expect(again.text).not.toContain("neon-branch-unprotected");
  const asked = await scene.isRefused("update_branch", { branch: "main", protected: false });
  expect(asked.text).toContain("Agents still do not write there");
  await scene.confirms("update_branch", { branch: "main", protected: false });
});

test("How to implement a role for the application in Neon", async () => {
  await using scene = await on.scene(persona, "How to implement least privilege in Neon", {
    given: notes,
  });
  const file = "app.env";
  const asked = await scene.confirms("manage_role", {
    action: "create",
    via: "sql",
    name: "app_of_notes",
    to: { file, variable: "DATABASE_URL", database: scene.database, connection: "direct" },
  });
  const secret = readFileSync(join(folder, file), "utf8");
  const [, password = ""] = /:\/\/[^:]+:([^@]+)@/.exec(secret) ?? [];
  expect(password.length).toBeGreaterThan(10);
  expect(asked.text).not.toContain(password);
  expect(statSync(join(folder, file)).mode & 0o077).toBe(0);
  await expect(
    scene.findsAs("app_of_notes", decodeURIComponent(password), ["select count(*) from notes"]),
  ).rejects.toMatchObject({ code: "42501" });
});

test("Debug my Neon connection issues", async () => {
  await using scene = await on.scene(persona, "Debug my Neon connection issues");
  await scene.calls("test_connection");
  await scene.confirms("configure_compute", { action: "suspend" });
  const tested = await scene.calls("test_connection");
  const ways = tested.structured["ways"] as { ok: boolean; cold_ms?: number }[];
  expect(ways.every(({ ok }) => ok)).toBe(true);
  expect(ways.some(({ cold_ms }) => cold_ms !== undefined)).toBe(true);
});

test("Disaster recovery: rows were deleted by mistake", async () => {
  await using scene = await on.scene(persona, "Somebody deleted all notes. Bring them back.", {
    given: notes,
  });
  await sleep(20);
  const [{ at } = { at: "" }] = await scene.finds<{ at: string }>(
    "select clock_timestamp()::text as at",
  );
  await sleep(20);
  await scene.finds("delete from notes where id > 10");
  const looked = await scene.calls("create_branch", { at, expires_in: "1h" });
  const { name: branch } = looked.structured["branch"] as { name: string };
  const target = { branch, database: scene.database };
  const there = await scene.calls("run_sql", { sql: "select count(*)::int from notes", target });
  expect(there.structured["results"]).toMatchObject([{ rows: [[200]] }]);
  await scene.calls("delete_branch", { branch });
  const restore = { branch: "main", at, keep_as: "before-restore" };
  const asked = await scene.isRefused("restore_branch", restore);
  expect(asked.text, "the rows are in another database").toMatch(/Not looked at: .*`scene_\d+`/);
  const restored = await scene.confirms("restore_branch", restore);
  expect(restored.text).toContain("before-restore");
  expect(await scene.finds("select count(*)::int from notes")).toEqual([{ count: 200 }]);
});

test("Regular backups and snapshots", async () => {
  await using scene = await on.scene(persona, "Backup and restore databases", { given: notes });
  await scene.calls("manage_snapshot", {
    action: "create",
    branch: "main",
    name: "weekly",
    expires_in: "7d",
  });
  await scene.finds("truncate notes");
  await scene.calls("manage_snapshot", { action: "restore", name: "weekly", as: "from-weekly" });
  const target = { branch: "from-weekly", database: scene.database };
  const there = await scene.calls("run_sql", { sql: "select count(*)::int from notes", target });
  expect(there.structured["results"]).toMatchObject([{ rows: [[200]] }]);
  await scene.calls("delete_branch", { branch: "from-weekly" });
  await scene.confirms("manage_snapshot", { action: "delete", name: "weekly" });
});

test("Scaling read operations with replicas", async () => {
  const asked: string[] = [];
  await using scene = await on.scene(persona, "Scale read operations with a replica", {
    answer: (message) => {
      asked.push(message);
      return { action: "accept", content: { confirm: true } };
    },
  });
  await scene.calls("configure_compute", { action: "add_replica", min_cu: 0.25, max_cu: 0.25 });
  expect(asked.join()).toMatch(/\$/);
  const listed = await scene.calls("list_computes");
  const [, compute] = /read replica (ep-[\w-]+)/.exec(listed.text) ?? [];
  await scene.calls("configure_compute", { action: "remove", compute });
});
