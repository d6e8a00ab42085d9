import { expect, test } from "vitest";
import { scriptOf } from "../../../../src/schema/compare/script.ts";

const table = (name: string) => ({ sql: `CREATE TABLE ${name} ()`, object: `table ${name}` });

test("statements as they are run, bodies unchecked and labels outside transactions", () => {
  const label = { sql: "ALTER TYPE t ADD VALUE 'x'", object: "type t", alone: true };
  const routine = {
    sql: "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'select 1'",
    object: "f",
  };
  expect(scriptOf([label, routine], 0, 1_000).sql).toBe(`SET check_function_bodies = off;
-- outside transactions
ALTER TYPE t ADD VALUE 'x';
${routine.sql};
RESET check_function_bodies;`);
});

test("what does not fit comes with the next answer, and nothing twice", () => {
  const tables = [table("a"), table("b"), table("c")];
  const first = scriptOf(tables, 0, 45);
  expect(first).toMatchObject({
    sql: "CREATE TABLE a ();\nCREATE TABLE b ();\n-- 1 more statement",
    count: 2,
  });
  expect(scriptOf(tables, first.count, 45)).toMatchObject({ sql: "CREATE TABLE c ();", count: 1 });
});

test("a statement longer than its share has an answer to itself, and one that no answer holds is named", () => {
  const long = table("x".repeat(8_000));
  expect(scriptOf([long, table("b")], 0, 7_000).count).toBe(1);
  expect(scriptOf([table("a"), long], 0, 7_000).count).toBe(1);
  expect(scriptOf([long], 0, 500).count).toBe(0);
  const endless = { ...table("a"), sql: "x".repeat(50_000) };
  expect(scriptOf([endless], 0, 7_000).sql).toMatch(/^-- table a: a statement of 50000 characters/);
});
