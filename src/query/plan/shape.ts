import type { PlanNode } from "./node.ts";

/** What of a plan is a decision and not a figure: nodes, how they join, what they read and by which index. Equal shapes are the same plan. */
export function shapeOf({ type, raw, relation, index, children }: PlanNode): string {
  const how = [raw["Join Type"], raw["Strategy"], raw["Scan Direction"], relation?.alias, index];
  const below = children.map(shapeOf);
  return `${type}(${how.filter((part) => typeof part === "string").join(" ")})[${below.join()}]`;
}
