import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { loadPrompts } from "../../../src/prompts/load.ts";

const root = mkdtempSync(join(tmpdir(), "neon-dba-prompts-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

test("personas and workflows, by name, and what else lies there is none; the faulty file is told apart", () => {
  for (const folder of ["personas", "workflows", "skills"])
    mkdirSync(join(root, "prompts", folder), { recursive: true });
  const write = (path: string, title: string) =>
    writeFileSync(
      join(root, "prompts", path),
      `---\n${title}\ndescription: Does.\ntools: [run_sql]\n---\nDo.\n`,
    );
  write("workflows/amend.md", "title: M");
  write("personas/zoe.md", "title: Z");
  write("personas/amy.md", "title: A");
  write("skills/other.md", "title: S");
  write("above.md", "title: above the folders");
  write("personas/COVERAGE.md", "title: no prompt");
  writeFileSync(join(root, "prompts/workflows/notes.txt"), "no prompt");
  expect(loadPrompts(root).map(({ name, title }) => [name, title])).toEqual([
    ["amend", "M"],
    ["amy", "A"],
    ["zoe", "Z"],
  ]);
  write("personas/amy.md", "titel: A");
  expect(() => loadPrompts(root)).toThrow(/^prompts\/personas\/amy\.md:2: /);
});
