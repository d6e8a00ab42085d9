import { expect, test } from "vitest";
import { columnsOf, conjuncts, everything } from "../../../../src/query/expression/expression.ts";
import { parseExpression } from "../../../../src/query/expression/parse.ts";
import { predicateOn } from "../../../../src/query/expression/predicate.ts";

/** Conditions as Postgres 14 to 18 print them, with what an index on t could serve. */
const conditions: readonly (readonly [text: string, served: readonly string[]])[] = [
  ["(t.id = 5)", ["equality ="]],
  ["((t.a = $1) AND (t.b > '2026-01-01'::date))", ["equality =", "range >"]],
  ["(5 < t.id)", ["range >"]],
  ["(t.id = ANY ('{1,2}'::integer[]))", ["equality ="]],
  ["(t.id <> ALL ('{1,2}'::integer[]))", []],
  ["((t.name)::text ~~ 'a%'::text)", ["pattern ~~"]],
  ["(t.deleted_at IS NULL)", ["null is null"]],
  ["(t.deleted_at IS NOT NULL)", []],
  ["(NOT t.done)", ["equality is"]],
  ["t.done", ["equality is"]],
  ["(t.data @> '{\"a\": 1}'::jsonb)", ["containment @>"]],
  ["(t.id > (InitPlan 1).col1)", ["range >"]],
  ["(t.id > $0)", ["range >"]],
  ["(NOT (ANY (t.id = (hashed SubPlan 1).col1)))", []],
  ["(NOT (hashed SubPlan 1))", []],
  ["EXISTS(SubPlan 1)", []],
  ["(t.id = (SubPlan 1))", []],
  ["((t.a = 1) OR (t.b = 2))", []],
  ["(t.a = u.a)", ["equality ="]],
  ["(t.a = t.b)", []],
];

test.each(conditions)("%s", async (text, served) => {
  const expressions = await parseExpression(text);
  expect(expressions).toHaveLength(1);
  const predicates = expressions.flatMap(conjuncts).flatMap((part) => predicateOn("t", part) ?? []);
  expect(predicates.map(({ comparison, operator }) => `${comparison} ${operator}`)).toEqual(served);
});

test("subplans are found whatever surrounds them", async () => {
  const [filter] = await parseExpression("(NOT (ANY (t.id = (hashed SubPlan 12).col1)))");
  expect(filter && [...everything(filter)]).toContainEqual({
    kind: "subplan",
    name: "SubPlan 12",
    hashed: true,
  });
});

test("sort keys lose their direction", async () => {
  const keys = await parseExpression('t.a DESC NULLS LAST, lower(t."B c"), t.d USING ~<~');
  expect(keys.flatMap(columnsOf).map(({ name }) => name)).toEqual(["a", "B c", "d"]);
});

test("what is no expression is none", async () => {
  expect(await parseExpression("(alternatives: this is no SQL")).toEqual([]);
});
