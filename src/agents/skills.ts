import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { packageRoot } from "../prompts/find.ts";

/** A file of a skill, below the folder of all skills, with `/` between its parts. */
export interface SkillFile {
  readonly path: string;
  readonly text: string;
}

/** The package's skills, every file of each, by path. */
export function loadSkills(root = packageRoot()): SkillFile[] {
  const folder = join(root, "prompts", "skills");
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && file.parentPath !== folder)
    .map((file) => join(file.parentPath, file.name))
    .map((path) => ({
      path: path.slice(folder.length + 1).replaceAll(sep, "/"),
      text: readFileSync(path, "utf8"),
    }))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}
