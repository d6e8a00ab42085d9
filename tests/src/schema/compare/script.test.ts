import { expect, test } from "vitest";
import { scriptOf } from "../../../../src/schema/compare/script.ts";

const table = (name: string) => ({ sql: `CREATE TABLE ${name} ()`, object: `table ${name}` });

test("statements as they are run, bodies unchecked and labels outside transactions", () => {
  const label = { sql: "ALTER TYPE t ADD VALUE 'x'", object: "type t", alone: true };
  const routine = {
    sql: "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'select 1'",
    object: "f",
  };
  expect(scriptOf([label, routine], 1_000)).toEqual({
    sql: `SET check_function_bodies = off;
-- outside transactions
ALTER TYPE t ADD VALUE 'x';
${routine.sql};
RESET check_function_bodies;`,
    omitted: 0,
  });
});

test("what does not fit is left out whole, and counted", () => {
  const script = scriptOf([table("a"), table("b"), table("c")], 45);
  expect(script).toEqual({
    sql: "CREATE TABLE a ();\nCREATE TABLE b ();\n-- 1 more statements",
    omitted: 1,
  });
});
