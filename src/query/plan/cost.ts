import type { PlanNode } from "./node.ts";

/** How often the planner reckons with a node being run: an inner side once for each outer row, a subplan once for each row. */
export function reckonedLoops(node: PlanNode): number {
  const { parent } = node;
  return parent === undefined ? 1 : parent.estimate.loops * repeats(node, parent);
}

function repeats(node: PlanNode, parent: PlanNode): number {
  if (node.relationship === "SubPlan" && !isHashed(node, parent))
    return Math.max(1, parent.estimate.rows);
  if (parent.type !== "Nested Loop" || node.relationship !== "Inner") return 1;
  const outer = parent.children.find((child) => child.relationship === "Outer");
  return Math.max(1, outer?.estimate.rows ?? 1);
}

/** A hashed subplan runs once; the expressions that use it say so. */
export function isHashed(subplan: PlanNode, parent: PlanNode): boolean {
  const mark = `hashed ${subplan.subplan ?? ""}`;
  return [...parent.clauses.map((clause) => clause.text), ...parent.output].some((text) =>
    text.includes(mark),
  );
}

/**
 * The part of the plan's cost that a node itself accounts for. An inner side that is cheap to repeat (Materialize,
 * Memoize) is already in its parent's cost, hence the lower bound of zero.
 */
export function ownCost(node: PlanNode): number {
  const whole = node.estimate.totalCost * node.estimate.loops;
  const below = node.children
    .filter((child) => child.relationship !== "InitPlan")
    .reduce((sum, child) => sum + child.estimate.totalCost * child.estimate.loops, 0);
  return Math.max(0, whole - below);
}
