import { readdirSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../find.ts";

export interface SkillFile {
  /** The folder's name, which is the skill's. */
  readonly skill: string;
  /** Within the skill's folder: `SKILL.md`, `references/rls.md`. */
  readonly path: string;
  /** Below the package's root. */
  readonly file: string;
}

const folder = "prompts/skills";

/** Every file of every skill, by name; nothing is read but the folders. */
export function findSkillFiles(root = packageRoot()): SkillFile[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name: skill }) =>
      readdirSync(join(root, folder, skill), { recursive: true, encoding: "utf8" })
        .map((path) => path.replaceAll("\\", "/"))
        .filter((path) => path.endsWith(".md"))
        .map((path) => ({ skill, path, file: `${folder}/${skill}/${path}` })),
    )
    .toSorted((a, b) => (a.file < b.file ? -1 : 1));
}
