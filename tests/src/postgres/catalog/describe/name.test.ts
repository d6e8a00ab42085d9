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

test("of a text of megabytes no more is looked for than a name can be: to try each dot would take days", () => {
  const dotted = "x.".repeat(2_000_000);
  expect(readings(dotted)).toEqual([{ schema: null, name: dotted, arguments: null }]);
  const brackets = `${"(".repeat(4_000_000)}\n`;
  expect(new Set(readings(brackets).map(({ name }) => name))).toEqual(new Set([brackets]));
});

test("beside a dot stands a name as long as Postgres allows, on both sides", () => {
  const long = "x".repeat(63);
  expect(readings(`${long}.${long}`)[0]).toEqual({ schema: long, name: long, arguments: null });
});
