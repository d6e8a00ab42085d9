import { expect, test } from "vitest";
import { readings } from "../../../../../src/postgres/catalog/describe/name.ts";

const first = (text: string): [string | null, string] => {
  const [reading] = readings(text);
  return [reading?.schema ?? null, reading?.name ?? ""];
};

test.each<[string, [string | null, string]]>([
  ["tasks", [null, "tasks"]],
  ["app.tasks", ["app", "tasks"]],
  ['"Odd.Schema"."Odd ""Table"""', ["Odd.Schema", 'Odd "Table"']],
  ["Odd Schema.Odd Table", ["Odd Schema", "Odd Table"]],
  ['"a.b"', [null, "a.b"]],
])("reads %s first as Postgres prints it", (text, expected) => {
  expect(first(text)).toEqual(expected);
});

test("a name with dots may be split at any of them, or at none", () => {
  const pairs = readings("a.b.c").map(({ schema, name }) => [schema, name]);
  expect(pairs).toEqual([
    ["a", "b.c"],
    ["a.b", "c"],
    [null, "a.b.c"],
  ]);
});

test("what is in parentheses may be the arguments of a function", () => {
  expect(readings("app.add(a integer)")).toContainEqual({
    schema: "app",
    name: "add",
    arguments: "a integer",
  });
});
