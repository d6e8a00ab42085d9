import { columnsOf, conjuncts, type Expression } from "../expression/expression.ts";
import type { FindingRule } from "./rule.ts";
import { count, evidence, fewRows, percent, rowsOut, shareBelow } from "./support.ts";

export const orAcrossTables: FindingRule = {
  id: "or-across-tables",
  title: "OR over columns of different tables",
  condition:
    "A join keeps rows by an OR whose arms are conditions on different tables, and throws most joined rows away.",
  effect: "Neither arm can use an index: everything is joined first.",
  workaround: "Write one query for each arm and combine them with UNION.",
  *check(context) {
    for (const node of context.plan.nodes) {
      const filters = ["Join Filter", "Filter"].flatMap((kind) => context.expressions(node, kind));
      const across = filters.flatMap(conjuncts).find(armsDiffer);
      const removed = node.actual?.removed ?? node.estimate.ownCost * 10;
      if (node.raw["Join Type"] === undefined || across === undefined) continue;
      if (removed < fewRows || removed < rowsOut(node) * 10) continue;
      const weight = shareBelow(context, node);
      yield {
        level: "warning",
        node,
        message: `The join makes all pairs of rows and an OR over columns of different tables then keeps ${count(rowsOut(node))} of them (${percent(context, weight)}); no index can serve such a condition. Write one query for each arm of the OR and combine them with UNION.`,
        evidence: evidence(context),
        weight,
      };
    }
  },
};

function armsDiffer(expression: Expression): boolean {
  if (expression.kind !== "or") return false;
  const tables = expression.arguments.map(
    (arm) => new Set(columnsOf(arm).map(({ table }) => table)),
  );
  return (
    tables.every(({ size }) => size === 1) && new Set(tables.flatMap((set) => [...set])).size > 1
  );
}
