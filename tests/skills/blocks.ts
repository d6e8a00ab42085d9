import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../src/prompts/find.ts";
import { findSkillFiles } from "../../src/prompts/skills/find.ts";

/** A fenced block of a skill. */
export interface Block {
  /** Below the package's root. */
  readonly file: string;
  readonly line: number;
  readonly language: string;
  /** What stands behind the language: `error=42501`, or a word alone, whose value is empty. */
  readonly flags: ReadonlyMap<string, string>;
  readonly text: string;
  /** For messages: `prompts/skills/x/SKILL.md:12`. */
  readonly at: string;
}

export interface Document {
  readonly skill: string;
  readonly path: string;
  readonly file: string;
  readonly text: string;
  readonly blocks: readonly Block[];
  /** The text without its blocks and its frontmatter, line by line where it was. */
  readonly prose: string;
}

const root = packageRoot();

/** Every file of every skill, taken apart. */
export const documents: readonly Document[] = findSkillFiles(root).map((found) => {
  const text = readFileSync(join(root, found.file), "utf8");
  return { ...found, text, ...takeApart(found.file, text) };
});

export const blocks: readonly Block[] = documents.flatMap((document) => document.blocks);

function takeApart(file: string, text: string): { blocks: Block[]; prose: string } {
  const found: Block[] = [];
  const prose: string[] = [];
  let open: { line: number; info: string; lines: string[] } | undefined;
  for (const [index, line] of text.split("\n").entries()) {
    const [, info] = /^```(.*)$/.exec(line) ?? [];
    if (info === undefined && open === undefined) prose.push(line);
    else {
      prose.push("");
      if (info === undefined) open?.lines.push(line);
      else if (open === undefined) open = { line: index + 1, info, lines: [] };
      else {
        found.push(blockOf(file, open));
        open = undefined;
      }
    }
  }
  if (open !== undefined) throw new Error(`${file}:${open.line}: a block that does not end`);
  return { blocks: found, prose: prose.join("\n").replace(/^---\n[\s\S]*?\n---\n/, hidden) };
}

/** As many lines, and nothing on them. */
function hidden(text: string): string {
  return text.replaceAll(/[^\n]/g, "");
}

function blockOf(
  file: string,
  { line, info, lines }: { line: number; info: string; lines: readonly string[] },
): Block {
  const [language = "", ...flags] = info.split(" ");
  return {
    file,
    line,
    language,
    flags: new Map(flags.map((flag) => [flag.replace(/=.*/, ""), flag.replace(/^[^=]*=?/, "")])),
    text: `${lines.join("\n")}\n`,
    at: `${file}:${line}`,
  };
}
