import { conjuncts } from "../expression/expression.ts";
import { predicateOn, type Predicate } from "../expression/predicate.ts";
import type { PlanNode } from "../plan/node.ts";
import { numberAt } from "../plan/raw.ts";
import type { FindingContext } from "./context.ts";
import { createIndex, indexKeys, leadsAnIndex } from "./index-advice.ts";
import type { FindingRule } from "./rule.ts";
import { count, fewRows, named, percent, share } from "./support.ts";

export const filterAfterIndex: FindingRule = {
  id: "filter-after-index",
  title: "Rows thrown away after an index scan",
  condition: "An index scan fetches at least ten times the rows that its filter keeps.",
  effect: "Rows are fetched from the table, in random order, only to be thrown away.",
  workaround: "Create an index that has the filtered columns as well.",
  *check(context) {
    for (const node of context.plan.nodes) {
      const facts = context.relation(node);
      const { actual } = node;
      if (facts === undefined || actual === undefined || !indexed(node)) continue;
      const removed = (numberAt(node.raw, "Rows Removed by Filter") ?? 0) * actual.loops;
      if (removed < fewRows || removed < actual.loops * 10 || removed < actual.rows * 10) continue;
      const keys = indexKeys(predicates(context, node), [], facts, context);
      if (keys.length < 1 || (keys.length === 1 && leadsAnIndex(keys[0] ?? "", facts))) continue;
      const weight = share(context, node);
      yield {
        level: "warning",
        node,
        message: `${named(node)} fetched ${count(actual.rows + removed)} rows and its filter kept ${count(actual.rows)} (${percent(context, weight)}). Create an index on (${keys.join(", ")}), so that the filter is part of the search.`,
        evidence: "measured",
        fix: createIndex(facts, keys),
        weight,
      };
    }
  },
};

function indexed({ type }: PlanNode): boolean {
  return type === "Index Scan" || type === "Index Only Scan" || type === "Bitmap Heap Scan";
}

function predicates(context: FindingContext, node: PlanNode): Predicate[] {
  return ["Index Cond", "Recheck Cond", "Filter"]
    .flatMap((kind) => context.expressions(node, kind))
    .flatMap(conjuncts)
    .map((conjunct) => predicateOn(node.relation?.alias ?? "", conjunct))
    .filter((predicate) => predicate !== undefined);
}
