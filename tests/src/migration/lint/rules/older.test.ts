import { afterAll, beforeAll, expect, test } from "vitest";
import { openBench, type Bench } from "./harness.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench[Symbol.asyncDispose]());

const setup = `
  create table t (id int, a int, b int generated always as (a + 1) stored);
  insert into t (id, a) values (1, 1);
  create unique index t_id on t (id)`;

test.each([
  ["set-not-null", "alter table t alter column a set not null"],
  ["add-primary-key", "alter table t add primary key (a)"],
  ["primary-key-over-nullable", "alter table t add primary key using index t_id"],
])("before Postgres 18, %s proves NOT NULL by a CHECK", async (rule, sql) => {
  const { findings } = await bench.lint(setup, { sql, postgres: 17 });
  const [found] = findings.filter((finding) => finding.rule === rule);
  expect(found?.fix).toMatch(/CHECK \(\w+ IS NOT NULL\) NOT VALID;\n.* VALIDATE CONSTRAINT/);
  const fixed = await bench.lint(setup, { sql: found?.fix ?? "", postgres: 17 });
  expect(fixed.findings.filter(({ level }) => level === "error")).toEqual([]);
  expect(fixed.set.statements.filter(({ error }) => error !== undefined)).toEqual([]);
});

test("before Postgres 18, no column is virtual", async () => {
  const sql = "alter table t add column c int generated always as (a * 2) stored";
  const { findings } = await bench.lint(setup, { sql, postgres: 17 });
  const [found] = findings.filter(({ rule }) => rule === "add-generated-column");
  expect(found?.message).toContain("keep it by a trigger");
  expect(found?.fix).toBeUndefined();
});
