import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { loadPrompts } from "../../../src/prompts/load.ts";

const root = mkdtempSync(join(tmpdir(), "neon-dba-prompts-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

test("what lies in prompts/, in whatever folder, by name; the faulty file is told apart", () => {
  mkdirSync(join(root, "prompts/personas"), { recursive: true });
  const write = (path: string, title: string) =>
    writeFileSync(
      join(root, "prompts", path),
      `---\n${title}\ndescription: Does.\ntools: [run_sql]\n---\nDo.\n`,
    );
  write("zoe.md", "title: Z");
  write("personas/amy.md", "title: A");
  writeFileSync(join(root, "prompts/notes.txt"), "no prompt");
  expect(loadPrompts(root).map(({ name, title }) => [name, title])).toEqual([
    ["amy", "A"],
    ["zoe", "Z"],
  ]);
  write("personas/amy.md", "titel: A");
  expect(() => loadPrompts(root)).toThrow(/^prompts\/personas\/amy\.md:2: /);
});
