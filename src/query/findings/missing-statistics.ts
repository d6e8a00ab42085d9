import { tableName } from "./index-advice.ts";
import type { FindingRule } from "./rule.ts";
import { rowsOut, shareBelow } from "./support.ts";

/** Pages from which a wrong guess of a table's size matters: 80 kB. */
const fewPages = 10;

export const missingStatistics: FindingRule = {
  id: "missing-statistics",
  title: "Table never analyzed",
  condition: "A table of the plan has no statistics.",
  effect: "The planner takes built-in guesses for every condition on it.",
  workaround: "Run ANALYZE on it.",
  sources: ["https://www.postgresql.org/docs/18/planner-stats.html"],
  *check(context) {
    for (const facts of context.relations) {
      const node = context.plan.nodes.find((scan) => context.relation(scan) === facts);
      if (node === undefined || facts.everAnalyzed || facts.kind !== "r") continue;
      if (facts.pages < fewPages && rowsOut(node) + (node.actual?.removed ?? 0) < 1000) continue;
      yield {
        level: "warning",
        node,
        message: `\`${tableName(facts)}\` has never been analyzed, so the planner guesses how many of its rows a condition keeps. Run ANALYZE on it.`,
        evidence: "measured",
        fix: `analyze ${tableName(facts)}`,
        weight: shareBelow(context, node),
      };
    }
  },
};
