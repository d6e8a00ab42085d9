import { columnsOf } from "../expression/expression.ts";
import type { PlanNode } from "../plan/node.ts";
import type { FindingContext } from "./context.ts";
import type { FindingRule } from "./rule.ts";
import { count, evidence, percent, rowsOut, shareBelow, subtree } from "./support.ts";

const manyRows = 10_000;

export const cartesianProduct: FindingRule = {
  id: "cartesian-product",
  title: "Join without a condition",
  condition: "A nested loop joins two inputs of many rows each, and no condition connects them.",
  effect: "Every row of one side meets every row of the other.",
  workaround: "Add the join condition.",
  *check(context) {
    for (const node of context.plan.nodes) {
      if (node.type !== "Nested Loop" || node.raw["Join Type"] !== "Inner") continue;
      const inner = node.children.find(({ relationship }) => relationship === "Inner");
      const outer = node.children.find(({ relationship }) => relationship === "Outer");
      if (inner === undefined || outer === undefined || connected(context, node, outer, inner))
        continue;
      if (rowsOut(node) < manyRows || perLoop(outer) < 2 || perLoop(inner) < 2) continue;
      const weight = shareBelow(context, node);
      const sides = [names(outer), names(inner)].map((side) => `\`${side}\``);
      yield {
        level: "error",
        node,
        object: sides.join(" x "),
        message: `No condition joins ${sides.join(" with ")}: every row meets every row, ${count(rowsOut(node))} in all (${percent(context, weight)}). Add the join condition to ON or WHERE.`,
        evidence: evidence(context),
        weight,
      };
    }
  },
};

function perLoop({ actual, estimate }: PlanNode): number {
  return actual === undefined ? estimate.rows : actual.rows / Math.max(1, actual.loops);
}

function aliases(node: PlanNode): Set<string> {
  const found = [...subtree(node)].map((below) => below.relation?.alias ?? below.raw["Alias"]);
  return new Set(found.filter((alias) => typeof alias === "string"));
}

/** A join filter, or a condition on the inner side that mentions the outer one. */
function connected(
  context: FindingContext,
  loop: PlanNode,
  outer: PlanNode,
  inner: PlanNode,
): boolean {
  if (loop.clauses.some(({ kind }) => kind === "Join Filter")) return true;
  if (inner.type === "Memoize") return true;
  const known = aliases(outer);
  return [...subtree(inner)].some(
    (below) =>
      [
        ...below.clauses.flatMap(({ kind }) => context.expressions(below, kind)),
        ...context.output(below),
      ]
        .flatMap(columnsOf)
        .some(({ table }) => table !== undefined && known.has(table)) ||
      below.raw["Function Call"] !== undefined,
  );
}

function names(node: PlanNode): string {
  return [...aliases(node)].join(", ") || node.type;
}
