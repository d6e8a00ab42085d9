import { expect, test } from "vitest";
import { pageOf } from "../../../../src/schema/models/page.ts";

const file = (path: string, content: string) => ({ path, content });

test("files that fit are whole", () => {
  const files = [file("a.ts", "a\n\nb\n"), file("b.ts", "")];
  expect(pageOf({ files, warnings: ["w"] }, undefined)).toEqual({ files, warnings: ["w"] });
});

test("a long file is cut between its declarations, and warnings are those of the first page", () => {
  const declarations = Array.from(
    { length: 90 },
    (_, index) => `type T${index} = "${"x".repeat(990)}";\n`,
  );
  const made = { files: [file("a.ts", declarations.join("\n"))], warnings: ["w"] };
  const first = pageOf(made, undefined);
  expect(first.files[0]?.part).toBe("1/3");
  expect(first.files[0]?.content).toMatch(/";\n\n$/);
  const second = pageOf(made, first.next_cursor);
  const third = pageOf(made, second.next_cursor);
  expect([second.warnings, third.warnings, third.next_cursor]).toEqual([[], [], undefined]);
  const whole = [first, second, third]
    .flatMap(({ files }) => files.map(({ content }) => content))
    .join("");
  expect(whole).toBe(made.files[0]?.content);
});

test("one declaration that is too long is cut between its lines", () => {
  const content = `a {\n${"  line of a long declaration;\n".repeat(3_000)}}\n`;
  const made = { files: [file("a.ts", content)], warnings: [] };
  const parts: string[] = [];
  let page = pageOf(made, undefined);
  for (;;) {
    parts.push(...page.files.map((each) => each.content));
    if (page.next_cursor === undefined) break;
    page = pageOf(made, page.next_cursor);
  }
  expect(parts.length).toBeGreaterThan(2);
  for (const part of parts) expect(JSON.stringify(part).length).toBeLessThanOrEqual(34_000);
  expect(parts.join("")).toBe(content);
});

test("many warnings are counted, and cursors of other models are refused", () => {
  const warnings = Array.from({ length: 200 }, (_, index) => `warning number ${index} of many`);
  const { warnings: shown } = pageOf({ files: [file("a.ts", "")], warnings }, undefined);
  expect(shown.length).toBeLessThan(200);
  expect(shown.at(-1)).toBe(`${201 - shown.length} more are in the file.`);
  for (const cursor of ["", "1", "1.x", "x.y", "-1.abc"])
    expect(() => pageOf({ files: [file("a.ts", "")], warnings: [] }, cursor)).toThrow(
      /The cursor belongs to other models/,
    );
});

test("a line that is too long is cut where it may be, and nothing of it is lost", () => {
  const content = `// ${"é😀\\".repeat(30_000)}\n`;
  const made = { files: [{ path: "a.ts", content }], warnings: [] };
  const contents: string[] = [];
  for (let cursor: string | undefined, more = true; more;) {
    const page = pageOf(made, cursor);
    expect(JSON.stringify(page.files).length).toBeLessThan(38_000);
    contents.push(...page.files.map((part) => part.content));
    cursor = page.next_cursor;
    more = cursor !== undefined;
  }
  expect(contents.join("")).toBe(content);
});
