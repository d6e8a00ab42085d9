import { numberAt } from "../plan/raw.ts";
import { tableName } from "./index-advice.ts";
import type { FindingRule } from "./rule.ts";
import { count, fewRows, percent, share } from "./support.ts";

export const heapFetches: FindingRule = {
  id: "heap-fetches",
  title: "Index-only scan that visits the table",
  condition: "An index-only scan fetched more than a tenth of its rows from the table.",
  effect:
    "The visibility map does not cover the pages, so each such row costs a page of the table as in a plain index scan.",
  workaround: "VACUUM the table, and let autovacuum run more often on it.",
  sources: ["https://www.postgresql.org/docs/18/indexes-index-only-scans.html"],
  *check(context) {
    for (const node of context.plan.nodes) {
      const facts = context.relation(node);
      const fetches = numberAt(node.raw, "Heap Fetches") ?? 0;
      const rows = node.actual?.rows ?? 0;
      if (facts === undefined || fetches < fewRows || fetches < rows / 10) continue;
      const weight = share(context, node);
      yield {
        level: "warning",
        node,
        message: `The index-only scan with \`${node.index ?? ""}\` had to visit \`${tableName(facts)}\` for ${count(fetches)} of ${count(rows)} rows (${percent(context, weight)}), because the visibility map does not cover their pages. VACUUM the table, and lower autovacuum_vacuum_scale_factor and autovacuum_vacuum_insert_scale_factor for it.`,
        evidence: "measured",
        fix: `vacuum ${tableName(facts)}`,
        weight,
      };
    }
  },
};
