import type { PlanNode } from "./node.ts";

/** What of a plan is a decision and not a figure: nodes, how they join, what they read and by which index. Equal shapes are the same plan. */
export function shapeOf({ type, raw, relation, index, children }: PlanNode): string {
  // up to 15, Postgres says of an index without an order that it is not read forward
  const direction = raw["Scan Direction"] === "NoMovement" ? "Forward" : raw["Scan Direction"];
  const how = [raw["Join Type"], raw["Strategy"], direction, relation?.alias, index];
  const below = children.map(shapeOf);
  return `${type}(${how.filter((part) => typeof part === "string").join(" ")})[${below.join()}]`;
}
