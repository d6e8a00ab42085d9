import type { PlanNode } from "./node.ts";

/** How often the planner reckons with a node being run: an inner side once for each outer row, a subplan once for each row. */
export function reckonedLoops(node: PlanNode): number {
  const { parent } = node;
  return parent === undefined ? 1 : parent.estimate.loops * repeats(node, parent);
}

function repeats(node: PlanNode, parent: PlanNode): number {
  if (node.relationship === "SubPlan" && !isHashed(node, parent))
    return Math.max(1, parent.estimate.rows);
  if (isInner(node)) return Math.max(1, outerOf(parent)?.estimate.rows ?? 1);
  return isInner(parent) ? keptRepeats(node, parent) : 1;
}

const isInner = ({ relationship, parent }: PlanNode): boolean =>
  relationship === "Inner" && parent?.type === "Nested Loop";

const outerOf = ({ children }: PlanNode): PlanNode | undefined =>
  children.find(({ relationship }) => relationship === "Outer");

/**
 * The part of an inner side's loops that reaches below a node that keeps rows: Materialize asks once; how often Memoize
 * does not find what it looks for is no figure of the plan, but the cost that the join reckons with tells.
 */
function keptRepeats(node: PlanNode, keeper: PlanNode): number {
  const { loops } = keeper.estimate;
  const once = (keeper.parent?.estimate.loops ?? 1) / loops;
  if (keeper.type === "Materialize") return once;
  if (keeper.type !== "Memoize" || node.estimate.totalCost === 0) return 1;
  return Math.min(1, Math.max(once, wholeCost(keeper) / (node.estimate.totalCost * loops)));
}

/** A hashed subplan runs once; the expressions that use it say so. */
export function isHashed(subplan: PlanNode, parent: PlanNode): boolean {
  const mark = `hashed ${subplan.subplan ?? ""}`;
  return [...parent.clauses.map((clause) => clause.text), ...parent.output].some((text) =>
    text.includes(mark),
  );
}

/**
 * The part of the plan's cost that a node has with everything below it, over its loops. An inner side that is cheap to
 * repeat has no more than its join leaves it.
 */
export function wholeCost(node: PlanNode): number {
  const all = node.estimate.totalCost * node.estimate.loops;
  const { parent } = node;
  if (parent === undefined || !isInner(node)) return all;
  const outer = outerOf(parent);
  return Math.min(all, Math.max(0, wholeCost(parent) - (outer ? wholeCost(outer) : 0)));
}

/** The part of the plan's cost that a node itself accounts for. Never negative: what stops early costs less than its parts. */
export function ownCost(node: PlanNode): number {
  const below = node.children
    .filter(({ relationship }) => relationship !== "InitPlan")
    .reduce((sum, child) => sum + wholeCost(child), 0);
  return Math.max(0, wholeCost(node) - below);
}
