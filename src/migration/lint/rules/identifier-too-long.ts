import { clipped } from "../../../core/clipped.ts";
import type { LintRule } from "../rule.ts";
import { code } from "./facts/names.ts";

/** NAMEDATALEN - 1 */
const LONGEST = 63;

export const identifierTooLong: LintRule = {
  id: "identifier-too-long",
  title: "Name longer than 63 bytes",
  condition: "A name is longer than Postgres keeps.",
  effect:
    "It is cut with a NOTICE alone; two long names may become one, and tools do not find what they made.",
  workaround: "A shorter name.",
  *check(set) {
    for (const at of set.statements)
      for (const name of namesIn(at.statement.text)) {
        const bytes = Buffer.byteLength(name);
        if (bytes <= LONGEST) continue;
        yield {
          level: "warning",
          at,
          object: name,
          message: `The name has ${bytes} bytes, and Postgres keeps 63: it becomes ${code(clipped(name, LONGEST))}, said in a NOTICE alone. Choose a shorter one.`,
          evidence: "rule",
        };
      }
  },
};

/** Names as they are written; not what stands in strings, bodies and comments. */
function namesIn(sql: string): Set<string> {
  const code = sql.replaceAll(
    /'(?:[^']|'')*'|\$([A-Za-z_]*)\$[\s\S]*?\$\1\$|--[^\n]*|\/\*[\s\S]*?\*\//g,
    " ",
  );
  const names = code.matchAll(/"((?:[^"]|"")+)"|[\p{L}_][\p{L}\p{N}_$]*/gu);
  return new Set([...names].map(([plain, quoted]) => quoted?.replaceAll('""', '"') ?? plain));
}
