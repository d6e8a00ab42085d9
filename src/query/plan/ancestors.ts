import type { PlanNode } from "./node.ts";

/** The nodes above, from the nearest on. */
export function* ancestors(node: PlanNode): Generator<PlanNode> {
  for (let { parent } = node; parent !== undefined; { parent } = parent) yield parent;
}
