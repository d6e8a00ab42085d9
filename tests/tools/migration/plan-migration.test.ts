import { afterAll, beforeAll, expect, test } from "vitest";
import type * as z from "zod";
import { planMigration } from "../../../tools/migration/plan-migration.ts";
import { connect, textOf } from "../../helpers/client.ts";
import { serverConfig } from "../../helpers/server-config.ts";
import { call, harness } from "../../src/migration/plan/harness.ts";
import type { Harness } from "../../src/migration/plan/harness.ts";

let on: Harness;
beforeAll(async () => {
  on = await harness(`
    create table projects (id int primary key, name text);
    create table tasks (id int primary key, title text, project_id int);
    insert into projects select i, 'p' || i from generate_series(1, 5) i;
    insert into tasks select i, 't' || i, 1 + i % 5 from generate_series(1, 100) i;
    analyze;`);
});
afterAll(() => on[Symbol.asyncDispose]());

type Input = z.input<typeof planMigration.input>;
type Output = z.output<typeof planMigration.output>;

const run = async (input: Partial<Input>): Promise<Output> =>
  planMigration.output.parse(
    await planMigration.run(planMigration.input.parse({ name: "test", ...input }), on.deps, call),
  );

const textFor = (output: Output): string => {
  const { head = "", data = "", next = "" } = planMigration.render(output);
  return [head, data, next].join("\n");
};

test("the plan is text that says locks, times, rollback and what comes next, and is kept under its id", async () => {
  const output = await run({
    sql: "alter table tasks add foreign key (project_id) references projects",
  });
  const text = textFor(output);
  expect(text).toContain(`${output.plan_id}: 2 steps in 2 phases, 0 errors.`);
  expect(text).toMatch(
    /expand\.1 \(~\d+ ms; SHARE ROW EXCLUSIVE on public\.projects blocks writes/,
  );
  expect(text).toContain(
    "rollback: ALTER TABLE public.tasks DROP CONSTRAINT tasks_project_id_fkey",
  );
  expect(text).toMatch(/verify: Rows of public\.tasks without a parent .* -- 0/);
  expect(text).toContain(`rehearse_migration with {"plan_id":"${output.plan_id}","on":"shadow"}`);
  const { phases } = await on.deps.plans.load(output.plan_id);
  expect(phases).toEqual(output.phases);
});

test("the same request has the same id, another another", async () => {
  const sql = "create index on tasks (title)";
  const [one, same] = [await run({ sql }), await run({ sql })];
  expect(one.plan_id).toBe(same.plan_id);
  expect((await run({ sql, lock_timeout_ms: 500 })).plan_id).not.toBe(one.plan_id);
});

test("a schema that is wanted is planned as what differs, with renames as they are hinted", async () => {
  const output = await run({
    target_schema: `
      create table projects (id int primary key, name text not null);
      create table tasks (id int primary key, title text, project_id int references projects, note text);
      create index tasks_title on tasks (title);`,
  });
  const sql = output.phases.flatMap(({ steps }) => steps.map((step) => step.sql)).join("\n");
  expect(sql).toContain("CREATE INDEX CONCURRENTLY tasks_title");
  expect(sql).toContain("NOT NULL name NOT VALID");
  expect(sql).toContain("ADD COLUMN note text");
  expect(sql).toContain("FOREIGN KEY (project_id) REFERENCES public.projects(id) NOT VALID");
  expect(output.findings.filter(({ level }) => level === "error")).toEqual([]);
});

test.each([
  [{ using: { "tasks.title": "title" } }, "tasks.title", "Did you mean `public.tasks.title`?"],
  [{ backfill: { "public.tasks.titel": "''" } }, "titel", "Did you mean `public.tasks.title`?"],
  [{ backfill: { "public.tasks.whatever": "1" } }, "whatever", "schema.table.column"],
  [{ renames: { "public.tasks.title": "name" } }, "target_schema alone", "ALTER TABLE ... RENAME"],
])("a hint that nobody reads is refused: %j", async (hints, message, next) => {
  const sql = "alter table tasks add due date not null";
  await expect(run({ sql, hints })).rejects.toMatchObject({
    code: "INVALID_INPUT",
    message: expect.stringContaining(message),
    next: expect.stringContaining(next),
  });
  const made = { backfill: { "public.tasks.due": "current_date" }, using: {} };
  expect((await run({ sql, hints: made })).questions).toEqual([]);
});

test("statements of the old application are followed through the phases", async () => {
  const output = await run({
    sql: "alter table tasks alter title set not null; drop table projects",
    old_statements: ["select name from projects where id = $1", "select nothing from tasks"],
  });
  expect(output.findings.map(({ rule }) => rule)).toContain("old-statement");
  const last = output.phases.at(-1);
  expect(last).toMatchObject({ name: "contract", old_application: "breaks" });
  expect(last?.notes.join("\n")).toContain("select name from projects");
  expect(output.phases[0]).toMatchObject({ old_application: "works" });
});

test.each<[Partial<Input>, string]>([
  [{}, "INVALID_INPUT"],
  [{ sql: "select 1", target_schema: "select 1" }, "INVALID_INPUT"],
  [{ sql: "select 1" }, "INVALID_INPUT"],
  [{ sql: "begin; savepoint a; drop table tasks" }, "INVALID_INPUT"],
  [{ sql: "set search_path = x; create table a ()" }, "INVALID_INPUT"],
  [{ sql: "create database x" }, "UNSUPPORTED"],
  [{ sql: "create role x" }, "UNSUPPORTED"],
  [{ sql: "copy tasks from stdin" }, "UNSUPPORTED"],
  [{ sql: "alter table nowhere add a int" }, "POSTGRES"],
  [{ sql: "alter table" }, "INVALID_SQL"],
  [{ target_schema: "create table a (b nowhere)" }, "POSTGRES"],
])("%j is refused", async (input, code) => {
  await expect(run(input)).rejects.toMatchObject({ code });
});

test("settings and transactions of a script are left out, and it is said", async () => {
  const output = await run({
    sql: "begin; set lock_timeout = '1s'; create table x (id int); commit",
  });
  expect(output.phases.map(({ steps }) => steps.length)).toEqual([1]);
  expect(output.findings.map(({ rule }) => rule)).toEqual(["left-out", "left-out", "left-out"]);
});

test("through the protocol: what is the database's is fenced", async () => {
  await using client = await connect(serverConfig([planMigration], { deps: on.deps }));
  const result = await client.callTool({
    name: "plan_migration",
    arguments: { name: "test", sql: "alter table tasks add x int" },
  });
  expect(textOf(result)).toMatch(/^pl_[0-9a-f]{16}: 1 step in 1 phase, 0 errors/);
  expect(Object.keys(result.structuredContent ?? {})).toContain("fence_open");
});
