import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

export interface PromptFile {
  /** The file's name without `.md`: what the prompt is called. */
  readonly name: string;
  /** Below the package's root. */
  readonly file: string;
}

/** Where `prompts/` lies, found the same way from the sources, from dist/ and from an installed package. */
export const packageRoot = (): string =>
  dirname(createRequire(import.meta.url).resolve("#package.json"));

/** The prompt files, by name. Cheap: nothing is read but the folders. */
export function findPrompts(root = packageRoot()): PromptFile[] {
  return readdirSync(join(root, "prompts"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".md"))
    .map((path) => path.replaceAll("\\", "/"))
    .map((path) => ({
      name: path.slice(path.lastIndexOf("/") + 1, -".md".length),
      file: `prompts/${path}`,
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
