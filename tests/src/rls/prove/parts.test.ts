import { expect, test } from "vitest";
import { weaken } from "../../../../src/rls/prove/mutations/parts.ts";

test.each([
  ["((a = b) AND (c IS NULL))", ["( true AND (c IS NULL))", "((a = b) AND true )"]],
  ["((a = b) OR (c = 'x AND y'))", ["( false OR (c = 'x AND y'))", "((a = b) OR false )"]],
  [
    "(EXISTS ( SELECT 1\n   FROM t\n  WHERE (t.a = b)))",
    ["(EXISTS ( SELECT 1 FROM t WHERE (true)))"],
  ],
])("the parts of %s", (condition, expected) => {
  const texts = weaken(condition)
    .filter(({ kind }) => kind !== "comparison")
    .map(({ text }) => text.replaceAll(/\s+/g, " "));
  expect(texts).toEqual(expect.arrayContaining(expected));
  expect(texts).toHaveLength(expected.length);
});
