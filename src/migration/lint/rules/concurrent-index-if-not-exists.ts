import { quoteIdentifier } from "../../../sql/quote.ts";
import { asNode, textOf } from "../../../sql/walk.ts";
import type { LintRule } from "../rule.ts";
import { drops } from "./facts/drops.ts";
import { code, relationNamed } from "./facts/names.ts";

export const concurrentIndexIfNotExists: LintRule = {
  id: "concurrent-index-if-not-exists",
  title: "CONCURRENTLY IF NOT EXISTS that takes an invalid index for the real one",
  condition:
    "An index is created CONCURRENTLY with IF NOT EXISTS, and nothing drops a leftover of that name first.",
  effect:
    "A build that was cut off leaves an invalid index; the next run finds its name, skips, and reports success.",
  workaround: "DROP INDEX CONCURRENTLY IF EXISTS before it.",
  *check(set) {
    const dropped = new Set<string>();
    for (const at of set.statements) {
      for (const { name } of drops(at, "OBJECT_INDEX")) dropped.add(name);
      const fields = asNode(at.statement.node, "IndexStmt");
      if (fields?.["concurrent"] !== true || fields["if_not_exists"] !== true) continue;
      const table = relationNamed(at, fields["relation"]);
      const index = `${table.replace(/(?:"(?:[^"]|"")*"|[^."]+)$/, "")}${quoteIdentifier(textOf(fields["idxname"]))}`;
      if (dropped.has(index)) continue;
      yield {
        level: "warning",
        at,
        object: index,
        message: `When the build of ${code(index)} is cut off, it leaves an invalid index, and IF NOT EXISTS takes that for the real one at the next run. Drop what may be left first; IF NOT EXISTS is not needed then.`,
        evidence: "rule",
        fix: `DROP INDEX CONCURRENTLY IF EXISTS ${index};\n${at.statement.text.replace(/\bif\s+not\s+exists\s+/i, "")};`,
      };
    }
  },
};
