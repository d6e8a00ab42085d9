import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = join(import.meta.dirname, "../../../data/rewrites");

export interface RewritePair {
  readonly name: string;
  readonly original: string;
  readonly rewritten: string;
}

/** The tables and rows that the pairs are about. The rows hide what is wrong. */
export const schema = readFileSync(join(folder, "schema.sql"), "utf8");

/** Reads `<kind>/<name>.sql`: the line `-- original`, a query, the line `-- rewritten`, a query. */
export function rewritePairs(kind: "wrong" | "right"): RewritePair[] {
  return readdirSync(join(folder, kind)).map((file) => {
    const text = readFileSync(join(folder, kind, file), "utf8");
    const match = /^-- original\n(.*)\n-- rewritten\n(.*)\n$/s.exec(text);
    if (match === null) throw new Error(`${kind}/${file} has not both queries`);
    const [, original = "", rewritten = ""] = match;
    return { name: file.replace(/\.sql$/, ""), original, rewritten };
  });
}
