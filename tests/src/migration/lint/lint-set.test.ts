import { afterAll, beforeAll, expect, test } from "vitest";
import { harness, type Harness } from "./harness.ts";

let on: Harness;
beforeAll(async () => {
  on = await harness(`
    create table tasks (id bigint generated always as identity primary key, title text not null, done boolean);
    insert into tasks (title) select 'task ' || n from generate_series(1, 5000) n;
    analyze`);
});
afterAll(() => on[Symbol.asyncDispose]());

const rules = ({ findings }: Awaited<ReturnType<Harness["lint"]>>): string[] =>
  findings.map(({ rule, file, line }) => `${file}:${line} ${rule}`);

test("statements are counted, and a table of the same set is nobody's", async () => {
  const report = await on.lintSql({
    "1.sql": "create table notes (id int primary key, body text);",
    "2.sql": "create index notes_body on notes (body);\nalter table notes alter id type bigint;",
  });
  expect(report).toMatchObject({ files: 2, statements: 3, postgres: 18 });
  expect(report.findings.filter(({ level }) => level === "error")).toEqual([]);
});

test("a table of the target is somebody's", async () => {
  const report = await on.lintSql("\n\ncreate index tasks_title on tasks (title);", { target: {} });
  expect(rules(report)).toContain("migration.sql:3 create-index");
  expect(report.target?.database).toBe(on.target.name);
});
