import { tableName } from "./index-advice.ts";
import type { FindingRule } from "./rule.ts";
import { count, fewRows, shareBelow } from "./support.ts";

export const staleStatistics: FindingRule = {
  id: "stale-statistics",
  title: "Statistics out of date",
  condition:
    "More than a fifth of a table's rows, and at least a thousand, changed since it was analyzed.",
  effect: "The planner reckons with the old values and sizes.",
  workaround: "Run ANALYZE, and let autovacuum analyze the table more often.",
  sources: ["https://www.postgresql.org/docs/18/routine-vacuuming.html#VACUUM-FOR-STATISTICS"],
  *check(context) {
    for (const facts of context.relations) {
      const node = context.plan.nodes.find((scan) => context.relation(scan) === facts);
      const rows = facts.rows ?? 0;
      if (node === undefined || !facts.everAnalyzed) continue;
      if (facts.changes < fewRows || facts.changes < rows * 0.2) continue;
      yield {
        level: "info",
        node,
        message: `${count(facts.changes)} rows of \`${tableName(facts)}\` (${count(rows)} at the last count) changed since it was analyzed, so the planner reckons with old values. Run ANALYZE, and lower autovacuum_analyze_scale_factor for it.`,
        evidence: "measured",
        fix: `analyze ${tableName(facts)}`,
        weight: shareBelow(context, node) / 2,
      };
    }
  },
};
