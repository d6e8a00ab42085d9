import { readFileSync } from "node:fs";
import { join } from "node:path";
import { findPrompts, packageRoot } from "./find.ts";
import { parsePrompt } from "./parse.ts";
import type { Prompt } from "./prompt.ts";

/** Every prompt of the package, by name. Throws where a file is not as it must be, with the file and the line. */
export function loadPrompts(root = packageRoot()): Prompt[] {
  return findPrompts(root).map(({ file }) =>
    parsePrompt(file, readFileSync(join(root, file), "utf8")),
  );
}
