import { expect, test } from "vitest";
import {
  call,
  comment,
  dict,
  keyword,
  list,
  print,
  quoted,
  sqlText,
  tuple,
} from "../../../../../src/schema/models/python/text.ts";

test("code stands on one line where it fits, and else each item on its own", () => {
  const short = call("f", "1", keyword("b", list(["2", tuple(["3"])])), dict({ k: '"v"' }));
  expect(print(short, 4)).toBe('    f(1, b=[2, (3,)], {"k": "v"})');
  const long = "x".repeat(60);
  expect(print(call("f", long, keyword("b", list([long, "1"])), "c"))).toBe(
    `f(\n    ${long},\n    b=[${long}, 1],\n    c,\n)`,
  );
  expect(print(call("f", list([long, long])))).toBe(
    `f(\n    [\n        ${long},\n        ${long},\n    ],\n)`,
  );
});

test("literals hold quotes, line breaks and what cannot be seen", () => {
  expect(quoted(`it's "a"\\b\n\u202e\u2028\u{e0001}é日`)).toBe(
    String.raw`"it's \"a\"\\b\n\u202e\u2028\U000e0001é日"`,
  );
});

test("a colon is a parameter of SQLAlchemy nowhere", () => {
  expect(sqlText("':a' || x::text || 'b:c' || y [1:n] || 'd\\:e'")).toBe(
    String.raw`"'\\:a' || x::text || 'b:c' || y [1:n] || 'd\\:e'"`,
  );
});

test("a comment is no code, whatever line breaks it has", () => {
  const lines = comment(`a\nimport os\r\u2028b ${"word ".repeat(30)}`).split(/[\n\r\u2028]/);
  expect(lines[0]).toMatch(/^# a\\nimport os\\r\\u2028b word/);
  expect(lines.length).toBe(2);
  expect(lines.every((line) => line.startsWith("#") && line.length <= 100)).toBe(true);
});
