import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Report } from "../../../src/schema/compare/report.ts";
import { type Harness, harness } from "../branch/harness.ts";

const SCHEMA = `
  create type status as enum ('open', 'closed');
  create table users (id int primary key, name text not null);
  create table tasks (id int primary key, user_id int references users, title varchar(80) not null, state status default 'open', due date);
  create view open_tasks as select id, title from tasks where state = 'open';
  create function double(n int) returns int language sql immutable as 'select n * 2';`;

const WANTED = `
  create type status as enum ('open', 'paused', 'closed');
  create table users (id int primary key, name text not null, email text unique);
  create table tasks (id bigint primary key, user_id int references users on delete cascade, title varchar(40) not null, state status default 'open');
  create index on tasks (user_id);
  create view open_tasks as select id, title, state from tasks where state = 'open';`;

const ROWS = `
  insert into users values (1, 'a'), (2, 'b');
  insert into tasks (id, title, due) values (1, 'x', '2026-01-01'), (2, 'y', null), (3, 'z', '2026-02-01')`;

let on: Harness;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "compare-"));
  on = await harness(["--files", folder]);
  await on.done("create_branch", { name: "old" });
  await write("old", `${SCHEMA} ${ROWS}`);
});
afterAll(async () => {
  await on[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

const write = (branch: string, sql: string) =>
  on.done("run_sql", { sql, mode: "write", target: { branch } });

const destroy = async (branch: string, sql: string): Promise<void> => {
  const { isError, text } = await on.confirmed("run_sql", {
    sql,
    mode: "write",
    target: { branch },
  });
  expect(isError, text).toBe(false);
};

const compare = async (
  args: Record<string, unknown>,
): Promise<{ text: string; report: Report }> => {
  const { text, structured } = await on.done("compare_schemas", args);
  return { text, report: structured as unknown as Report };
};

const equal = {
  forward: { equal: true, refused: [], left: [] },
  backward: { equal: true, refused: [], left: [] },
};

const lost = (direction: string, what: string, count?: number): object => ({
  direction,
  what,
  ...(count === undefined ? { evidence: "rule" } : { count, evidence: "measured" }),
});

test("a branch and the DDL that it came from are equal by fingerprint, and nothing more is done", async () => {
  const { text, report } = await compare({ from: { branch: "old" }, to: { ddl: SCHEMA } });
  expect(report, text).toMatchObject({ equal: true, changes: [], forward: "", backward: "" });
  expect(text).toMatch(/^Equal by fingerprint \(measured\): branch old \(from\) and DDL \(to\)\./);
  expect(report.proof).toBeUndefined();
});

test("what is otherwise, as objects, as DDL that leads there and back, and what of the rows it takes", async () => {
  const { text, report } = await compare({ from: { branch: "old" }, to: { ddl: WANTED } });
  expect(
    report.changes.map(({ object, kind }) => `${kind} ${object}`),
    text,
  ).toEqual([
    "removed routine public.double(n integer)",
    "changed table public.tasks",
    "changed table public.users",
    "changed type public.status",
    "changed view public.open_tasks",
  ]);
  expect(report.changes[1]?.detail).toContain(
    "column due removed; column id type: integer -> bigint",
  );
  expect(report.changes[2]?.detail).toContain("column email added (text)");
  expect(report.summary).toEqual({
    "routine removed": 1,
    "table changed": 2,
    "type changed": 1,
    "view changed": 1,
  });
  expect(report.proof).toMatchObject(equal);
  expect(report.losses).toEqual([
    lost("forward", "the values of public.tasks.due", 2),
    lost("forward", "values of public.tasks.title that are no character varying(40)", 3),
    lost("backward", "the values of public.users.email"),
    lost("backward", "values of public.tasks.id that are no integer"),
    lost("backward", "rows of public.tasks whose state is 'paused' have no place"),
  ]);
  expect(text).toMatch(
    /Proven in shadows \(measured\): from \+ forward \(\d+ statements, \d+ ms\) = to/,
  );
  expect(text).toContain("plan_migration");
});

test("the scripts lead from one branch to the other, and back", async () => {
  await on.done("create_branch", { name: "new", parent: "old" });
  const { report } = await compare({ from: { branch: "old" }, to: { ddl: WANTED } });
  await destroy("new", report.forward);
  const there = await compare({ from: { branch: "new" }, to: { ddl: WANTED } });
  expect(there.report.equal, there.text).toBe(true);
  const between = await compare({ from: { branch: "old" }, to: { branch: "new" } });
  expect(between.report).toMatchObject({ equal: false, proof: equal, skipped: [] });
  expect(between.report.target).toMatchObject({ branch: "old" });
  expect(between.report.to.target).toMatchObject({ branch: "new" });
  await destroy("new", report.backward);
  const back = await compare({ from: { branch: "old" }, to: { branch: "new" } });
  expect(back.report.equal, back.text).toBe(true);
});

test("a moment of the past and a snapshot are branches for the time of the call", async () => {
  await on.done("create_branch", { name: "past" });
  await write("past", "create table notes (id int primary key)");
  await sleep(5);
  const before = new Date().toISOString();
  const { data } = await on.neon.api.listProjects({});
  const projectId = data.projects[0]?.id ?? "";
  const { branches } = (await on.neon.api.listProjectBranches({ projectId })).data;
  const branchId = branches.find(({ name }) => name === "past")?.id ?? "";
  await on.neon.api.createSnapshot({ projectId, branchId, name: "first" });
  const running = async () =>
    (await on.neon.api.listProjectOperations({ projectId })).data.operations.some(
      ({ status }) => `${status}` === "running" || `${status}` === "scheduling",
    );
  while (await running()) await sleep(50);
  await write("past", "alter table notes add body text");
  for (const then of [{ at: before }, { snapshot: "first" }]) {
    const { text, report } = await compare({
      from: { branch: "past", ...then },
      to: { branch: "past" },
    });
    expect(report.changes, text).toEqual([
      { object: "table public.notes", kind: "changed", detail: "column body added (text)" },
    ]);
    expect(report.proof).toMatchObject(equal);
  }
  const left = (await on.neon.api.listProjectBranches({ projectId })).data.branches;
  expect(left.map(({ name }) => name).filter((name) => name.startsWith("neon-dba"))).toEqual([]);
  const wrong = await on.call("compare_schemas", {
    from: { branch: "past", snapshot: "frist" },
    to: {},
  });
  expect(wrong.text).toMatch(/^NOT_FOUND: .*[^]*`first`/);
});

test("a folder of migrations, without the ledger that its tool keeps in the database", async () => {
  const migrations = join(folder, "prisma");
  for (const [name, sql] of [
    ["20260101000000_init", 'create table "User" (id int primary key)'],
    ["20260102000000_name", 'alter table "User" add name text; create extension postgis_nowhere'],
  ] as const) {
    mkdirSync(join(migrations, name), { recursive: true });
    writeFileSync(join(migrations, name, "migration.sql"), sql);
  }
  writeFileSync(join(migrations, "migration_lock.toml"), 'provider = "postgresql"');
  await on.done("create_branch", { name: "deployed" });
  await write(
    "deployed",
    `create table "User" (id int primary key, name text);
     create table _prisma_migrations (id text primary key, migration_name text, checksum text, finished_at timestamptz, rolled_back_at timestamptz)`,
  );
  const { text, report } = await compare({
    from: { folder: migrations },
    to: { branch: "deployed" },
  });
  expect(report.equal, text).toBe(true);
  expect(report.skipped).toMatchObject([
    { side: "from", what: expect.stringContaining("20260102000000_name") },
  ]);
});

test("what may be renamed is a question, and its answer keeps the values", async () => {
  const args = { from: { branch: "old" }, to: { ddl: SCHEMA.replaceAll("title", "heading") } };
  const asked = await compare(args);
  expect(asked.report.questions).toMatchObject([{ about: "public.tasks.title" }]);
  expect(asked.report.losses[0]).toEqual(lost("forward", "the values of public.tasks.title", 3));
  expect(asked.text).toContain("Ask the user what was renamed");
  const answered = await compare({ ...args, renames: { "public.tasks.title": "heading" } });
  expect(answered.report).toMatchObject({ questions: [], losses: [], proof: equal });
  expect(answered.report.forward).toContain("RENAME COLUMN title TO heading");
  expect(answered.report.backward).toContain("RENAME COLUMN heading TO title");
  const dropped = await compare({ ...args, renames: { "public.tasks.title": "" } });
  expect(dropped.report.questions).toEqual([]);
});

test("labels and types may be renamed, too, and what is lost is counted under its old name", async () => {
  const ddl = SCHEMA.replaceAll("'open'", "'new'")
    .replaceAll("tasks", "todos")
    .replace(", due date", "");
  const asked = await compare({ from: { branch: "old" }, to: { ddl } });
  expect(asked.report.questions.map(({ about }) => about)).toEqual([
    "public.tasks",
    "public.status.open",
  ]);
  const renames = { "public.tasks": "todos", "public.status.open": "new" };
  const { text, report } = await compare({ from: { branch: "old" }, to: { ddl }, renames });
  expect(report, text).toMatchObject({ questions: [], proof: equal });
  expect(report.forward).toContain("RENAME VALUE 'open' TO 'new'");
  expect(report.losses).toEqual([lost("forward", "the values of public.todos.due", 2)]);
});

test("what is too long for one answer comes with the next ones, nothing twice and nothing missing", async () => {
  const ddl = Array.from(
    { length: 150 },
    (_, at) =>
      `create table t${at} (id int primary key, ${"note_of_some_length".repeat(2)} text not null default 'x')`,
  ).join(";\n");
  const args = { from: { ddl: "" }, to: { ddl } };
  const made: string[] = [];
  let changes = 0;
  let cursor: string | undefined;
  do {
    const page = await compare({ ...args, ...(cursor === undefined ? {} : { cursor }) });
    const { forward, changes: some, next_cursor: next } = page.report;
    expect(Math.max(page.text.length, JSON.stringify(page.report).length)).toBeLessThan(40_000);
    for (const [, name = ""] of forward.matchAll(/^CREATE TABLE public\.(\w+)/gm)) made.push(name);
    changes += some.length;
    cursor = next;
  } while (cursor !== undefined);
  const { report } = await compare(args);
  const other = await on.call("compare_schemas", {
    from: { ddl: "create table a ()" },
    to: { ddl: "" },
    cursor: report.next_cursor,
  });
  expect(other.text).toMatch(/^INVALID_INPUT: The cursor does not belong/);
  expect(changes).toBe(150);
  expect(made.toSorted()).toEqual(Array.from({ length: 150 }, (_, at) => `t${at}`).toSorted());
});

test("what is not of its form is refused with its place", async () => {
  const wrong = await on.call("compare_schemas", { from: { brunch: "old" }, to: {} });
  expect(wrong.text).toMatch(/^INVALID_INPUT: `from` is not of its form\.[^]*brunch/);
  const both = await on.call("compare_schemas", { from: {}, to: { at: "x", snapshot: "y" } });
  expect(both.text).toMatch(/^INVALID_INPUT: `to` names a moment and a snapshot/);
  const sql = await on.call("compare_schemas", { from: {}, to: { ddl: "create tabel x ()" } });
  expect(sql.text).toMatch(/^INVALID_SQL/);
});
