import fc from "fast-check";
import { expect, test } from "vitest";
import { hasInvisible, identifier } from "../../../src/core/identifier.ts";

test.each([
  ["tasks", "tasks"],
  ['public."Odd Name"', 'public."Odd Name"'],
  ["größe_名前", "größe_名前"],
  ["a\u202eb", "a\\u{202e}b"],
  ["a\u200bb\u2060", "a\\u{200b}b\\u{2060}"],
  ["\u{e0049}\u{e0067}", "\\u{e0049}\\u{e0067}"],
  ["a\nb\tc\u0007", "a\\u{a}b\\u{9}c\\u{7}"],
  ["a\u2028b", "a\\u{2028}b"],
  ["a\u3164", "a\\u{3164}"],
  ["a\ufe0f", "a\\u{fe0f}"],
  ["a`b\\c", "a\\u{60}b\\\\c"],
  ["\ud800", "\\u{d800}"],
])("%j is printed as %s", (name, printed) => {
  expect(identifier(name)).toBe(printed);
});

test("what is printed is visible, on one line, bounded, and cannot end our quotes", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 400 }), (name) => {
      const printed = identifier(name);
      expect(hasInvisible(printed)).toBe(false);
      expect(printed).not.toMatch(/[\n`]/);
      expect(Array.from(printed).length).toBeLessThanOrEqual(130);
    }),
  );
});

test("different short names stay different", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary", maxLength: 12 }),
      fc.string({ unit: "binary", maxLength: 12 }),
      (a, b) => {
        expect(identifier(a) === identifier(b)).toBe(a === b);
      },
    ),
  );
});

test("every invisible block is seen", () => {
  const hidden = [
    0x00, 0x1f, 0x7f, 0x9f, 0xad, 0x61c, 0x200b, 0x200f, 0x202a, 0x202e, 0x2060, 0x2069, 0xfeff,
    0xe0000, 0xe007f, 0xe01ef,
  ];
  for (const code of hidden)
    expect(hasInvisible(`a${String.fromCodePoint(code)}`), code.toString(16)).toBe(true);
  expect(hasInvisible("naïve 漢字 🦊 \u00a0")).toBe(false);
});
