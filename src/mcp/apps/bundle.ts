import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The only form of import that pages use; names are kept, so nothing has to be renamed. */
const importPattern = /^import \{[^}]*\} from "(\.[^"]+)";\n/gm;

/** Comments that begin a line. The sources have no strings over several lines in which one could. */
const commentPattern = /^ *(?:\/\*\*(?:[^*]|\*(?!\/))*\*\/|\/\/.*)\n/gm;

/**
 * A module and what it imports, as one script without imports: each file once, after those it needs. The files share one
 * scope, so a name declared twice is a syntax error in the browser.
 */
export function bundle(entry: string): string {
  const parts: string[] = [];
  const seen = new Set<string>();
  const add = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    const source = readText(file);
    for (const [, path = ""] of source.matchAll(importPattern)) add(join(dirname(file), path));
    parts.push(
      source
        .replaceAll(importPattern, "")
        .replaceAll(commentPattern, "")
        .replaceAll(/^export /gm, ""),
    );
  };
  add(entry);
  return parts.join("\n").replaceAll(/\n{2,}/g, "\n");
}

/** With the line ends that a browser hashes. */
export function readText(file: string): string {
  return readFileSync(file, "utf8").replaceAll("\r\n", "\n");
}
