import type { FindingContext } from "./context.ts";
import { short } from "../plan/figures.ts";
import type { PlanNode } from "../plan/node.ts";
import { title } from "../plan/title.ts";

/** Rows below which nothing about a table is worth a finding. */
export const fewRows = 1000;

/** The part of the plan's time, or without ANALYZE of its cost, that a node itself accounts for: 0 to 1. */
export function share({ plan }: FindingContext, node: PlanNode): number {
  const whole = plan.root.actual?.totalMs ?? plan.root.estimate.totalCost;
  const own = node.actual?.ownMs ?? node.estimate.ownCost;
  return whole > 0 ? Math.min(1, own / whole) : 0;
}

/** The same for a node with everything below it. */
export function shareBelow({ plan }: FindingContext, node: PlanNode): number {
  const whole = plan.root.actual?.totalMs ?? plan.root.estimate.totalCost;
  const all = node.actual?.totalMs ?? node.estimate.wholeCost;
  return whole > 0 ? Math.min(1, all / whole) : 0;
}

/** `62 % of the time`, or `of the cost`. */
export function percent(context: FindingContext, part: number): string {
  return `${Math.round(part * 100)} % of the ${context.analyzed ? "time" : "estimated cost"}`;
}

export function evidence(context: FindingContext): "measured" | "estimated" {
  return context.analyzed ? "measured" : "estimated";
}

/** Rows a node gave out in all its loops. */
export function rowsOut({ actual, estimate }: PlanNode): number {
  return actual?.rows ?? estimate.rows * estimate.loops;
}

export function count(rows: number): string {
  return rows >= 1e6 ? short(rows) : Math.round(rows).toLocaleString("en-US");
}

export function* subtree(node: PlanNode): Generator<PlanNode> {
  yield node;
  for (const child of node.children) yield* subtree(child);
}

/** The node in words, for messages. */
export function named(node: PlanNode): string {
  return `\`${title(node)}\``;
}
