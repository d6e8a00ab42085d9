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

/** Who works, and what is worked through. Skills lie beside them and are no prompts. */
const folders = ["personas", "workflows"] as const;

/** The prompt files, by name. Cheap: nothing is read but the folders. */
export function findPrompts(root = packageRoot()): PromptFile[] {
  return folders
    .flatMap((folder) =>
      readdirSync(join(root, "prompts", folder))
        .filter((file) => /^[a-z].*\.md$/.test(file))
        .map((file) => ({ name: file.slice(0, -".md".length), file: `prompts/${folder}/${file}` })),
    )
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
