import { isHashed } from "../plan/cost.ts";
import { title } from "../plan/title.ts";
import { createIndex, indexKeys, leadsAnIndex } from "./index-advice.ts";
import { conjuncts } from "../expression/expression.ts";
import { predicateOn } from "../expression/predicate.ts";
import type { PlanNode } from "../plan/node.ts";
import type { FindingContext } from "./context.ts";
import type { FindingRule } from "./rule.ts";
import { count, evidence, fewRows, percent, shareBelow, subtree } from "./support.ts";

/** Rows read over all runs below which the repetition does no harm. */
const heavy = 100_000;

export const correlatedSubplan: FindingRule = {
  id: "correlated-subplan",
  title: "Subquery run for each row",
  condition:
    "A subquery that refers to the outer row is run at least a thousand times, reads 100,000 rows and takes a fifth of the plan.",
  effect: "The work is that of the subquery times the rows of the outer query.",
  workaround: "Join with the grouped subquery, or give its condition an index.",
  *check(context) {
    for (const node of context.plan.nodes) {
      const { parent } = node;
      if (node.relationship !== "SubPlan" || parent === undefined || isHashed(node, parent))
        continue;
      if (negatedMembership(parent, node)) continue;
      const loops = node.actual?.loops ?? node.estimate.loops;
      const weight = shareBelow(context, node);
      if (loops < fewRows || weight < 0.2 || work(node) < heavy) continue;
      const fix = lookup(context, node);
      yield {
        level: "warning",
        node: parent,
        message: `The subquery \`${node.subplan ?? ""}\` (\`${title(node)}\`) runs ${count(loops)} times, once for each row (${percent(context, weight)}). ${fix === undefined ? "Join with the subquery grouped by its correlated columns instead." : "Join with the subquery grouped by its correlated columns instead, or create the index that its condition lacks."}`,
        evidence: evidence(context),
        fix,
        weight,
      };
    }
  },
};

/** Rows read below a subplan over all its runs; without ANALYZE the planner's cost, which is near one for each row read. */
function work(subplan: PlanNode): number {
  if (subplan.actual === undefined) return subplan.estimate.totalCost * subplan.estimate.loops;
  const leaves = [...subtree(subplan)].filter(({ children }) => children.length === 0);
  return leaves.reduce((sum, { actual }) => sum + (actual ? actual.rows + actual.removed : 0), 0);
}

/** NOT IN has a rule of its own. */
function negatedMembership(parent: PlanNode, subplan: PlanNode): boolean {
  return parent.clauses.some(
    ({ text }) =>
      text.includes("NOT") &&
      text.includes(subplan.subplan ?? "-") &&
      /ANY|NOT \(SubPlan/.test(text),
  );
}

/** The index that would spare the subquery its sequential scan. */
function lookup(context: FindingContext, subplan: PlanNode): string | undefined {
  const scan = [...subtree(subplan)].find(({ type }) => type === "Seq Scan");
  const facts = scan && context.relation(scan);
  if (scan === undefined || facts === undefined) return undefined;
  const predicates = context
    .expressions(scan, "Filter")
    .flatMap(conjuncts)
    .map((conjunct) => predicateOn(scan.relation?.alias ?? "", conjunct))
    .filter((predicate) => predicate !== undefined);
  const keys = indexKeys(predicates, [], facts, context);
  return keys.length === 0 || keys.some((key) => leadsAnIndex(key, facts))
    ? undefined
    : createIndex(facts, keys);
}
