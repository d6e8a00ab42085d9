import { expect, test } from "vitest";
import { fitting } from "../../../../src/schema/design/fit.ts";
import { firstPart, nextPart } from "../../../../src/schema/design/page.ts";

const statements = (count: number, length: number): string =>
  Array.from({ length: count }, (_, at) => `COMMENT ON t${at} IS '${"x".repeat(length)}';\n`).join(
    "\n",
  );

function partsOf(ddl: string, room: number): string[] {
  const parts = [firstPart(ddl, room)];
  for (;;) {
    const cursor = parts.at(-1)?.next_cursor;
    if (cursor === undefined) return parts.map((part) => part.ddl);
    parts.push(nextPart(ddl, cursor));
  }
}

test.each([
  ["many short statements", statements(2_000, 40)],
  ["statements longer than a part", statements(3, 80_000)],
  [
    "a statement of many lines",
    `INSERT INTO t VALUES\n${"('label'),\n".repeat(10_000)}('last');\n`,
  ],
  ["characters of two halves", "\u{1F418}".repeat(40_000)],
  ["quotes, which JSON escapes", `${'"\\'.repeat(30_000)};\n`],
])("%s in parts are the same together", (_, ddl) => {
  const parts = partsOf(ddl, 12_000);
  expect(parts.length).toBeGreaterThan(2);
  expect(parts.join("")).toBe(ddl);
  expect(JSON.stringify(parts[0]).length).toBeLessThanOrEqual(12_000);
  for (const part of parts) {
    expect(JSON.stringify(part).length).toBeLessThanOrEqual(34_000);
    expect(part).not.toMatch(/[\uD800-\uDBFF]$/);
  }
});

test("parts end with a statement", () => {
  for (const part of partsOf(statements(2_000, 40), 12_000)) expect(part).toMatch(/;\n+$/);
});

test.each(["", "0", "x.y", "12.aaaaaaaaaa"])("the cursor `%s` is of no design", (cursor) => {
  expect(() => nextPart("select 1;\n", cursor)).toThrow("The cursor belongs to another design");
});

const cuts = [{ omits: "more", of: (shown: Shown): Shown => ({ ...shown, more: "" }) }];
interface Shown {
  readonly ddl: string;
  readonly more: string;
}

test("what may be left out goes before the statements come in parts", () => {
  const whole = { ddl: statements(300, 80), more: "m".repeat(5_000) };
  expect(fitting(whole, cuts)).toEqual({ ...whole, more: "", omitted: ["more"] });
  const long = { ddl: statements(600, 80), more: "m".repeat(5_000) };
  const first = fitting(long, cuts);
  expect(first.more).toBe(long.more);
  expect(JSON.stringify(first).length).toBeGreaterThan(35_000);
  expect(JSON.stringify(first).length).toBeLessThanOrEqual(36_000);
  expect(first.ddl + nextPart(long.ddl, first.next_cursor ?? "").ddl).toBe(long.ddl);
});

test("what comes with the statements may be too long by itself", () => {
  expect(() => fitting({ ddl: statements(600, 80), more: "m".repeat(50_000) }, [])).toThrow(
    "What comes with the statements has",
  );
});
