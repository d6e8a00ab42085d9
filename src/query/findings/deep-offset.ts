import { walk } from "../../sql/walk.ts";
import type { PlanNode } from "../plan/node.ts";
import type { FindingRule } from "./rule.ts";
import { count, evidence, fewRows, percent, rowsOut, shareBelow } from "./support.ts";

export const deepOffset: FindingRule = {
  id: "deep-offset",
  title: "Deep OFFSET",
  condition: "OFFSET passes over at least a thousand rows, and ten times what the page shows.",
  effect:
    "All rows before the page are produced and thrown away; the further the page, the slower.",
  workaround:
    "Remember the last row's order columns and start after them: where (a, id) > ($1, $2) order by a, id limit n.",
  sources: ["https://www.postgresql.org/docs/18/queries-limit.html"],
  *check(context) {
    if (!hasOffset(context.statement)) return;
    for (const node of context.plan.nodes) {
      const input = node.children.find(({ relationship }) => relationship === "Outer");
      if (node.type !== "Limit" || input === undefined) continue;
      const shown = rowsOut(node);
      const passed = skipped(node, input) - shown;
      if (passed < fewRows || passed < shown * 10) continue;
      const order =
        input.clauses.find(({ kind }) => kind === "Sort Key")?.text ?? "the order columns";
      const weight = shareBelow(context, node);
      yield {
        level: "warning",
        node,
        message: `OFFSET makes Postgres produce ${count(passed)} rows and throw them away to show ${count(shown)} (${percent(context, weight)}); each further page is slower. Start after the last row seen instead: compare ${order} and a unique column with that row's values in WHERE, as in \`where (created_at, id) > ($1, $2) order by created_at, id limit 20\`, and drop OFFSET.`,
        evidence: evidence(context),
        weight,
      };
    }
  },
};

/** Rows that the input has to give; without ANALYZE, the planner's startup cost of the LIMIT tells the part of the input before the page. */
function skipped(limit: PlanNode, input: PlanNode): number {
  if (input.actual !== undefined) return input.actual.rows;
  const span = input.estimate.totalCost - input.estimate.startupCost;
  const part = span > 0 ? (limit.estimate.totalCost - input.estimate.startupCost) / span : 1;
  return input.estimate.rows * Math.min(1, part);
}

function hasOffset(tree: unknown): boolean {
  let found = false;
  walk(tree, (_, fields) => {
    if (fields["limitOffset"] !== undefined) found = true;
    return !found;
  });
  return found;
}
