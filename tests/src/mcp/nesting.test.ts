import { expect, test } from "vitest";
import { isTooDeep } from "../../../src/mcp/nesting.ts";

const nested = (levels: number, open = "[", close = "]"): string =>
  open.repeat(levels) + close.repeat(levels);

test.each([
  ["lists", nested(200), false],
  ["one list more", nested(201), true],
  ["objects", nested(201, '{"a":', "}").replace(":}", ":1}"), true],
  ["many beside each other", `[${Array.from({ length: 1_000 }, () => "[]").join(",")}]`, false],
  ["brackets in a string", JSON.stringify("[".repeat(1_000)), false],
  ["after a string with quotes and backslashes", `["\\"\\\\",${nested(200)}]`, true],
])("%s", (_, text, expected) => {
  expect(isTooDeep(text)).toBe(expected);
});
