import { isFields, listOf, textOf, type Fields } from "../../sql/walk.ts";

/** What of a plan is compared: what it reads and how it joins, and the planner's cost. */
export interface PlanShape {
  readonly shape: string;
  readonly cost: number;
}

/** Of EXPLAIN (FORMAT JSON); undefined of anything else. */
export function readPlanShape(explained: unknown): PlanShape | undefined {
  const value: unknown = typeof explained === "string" ? JSON.parse(explained) : explained;
  const [first] = listOf(value);
  const plan = isFields(first) ? first["Plan"] : undefined;
  if (!isFields(plan)) return undefined;
  return { shape: shapeOf(plan), cost: Number(plan["Total Cost"] ?? 0) };
}

/** `Hash Join(Seq Scan tasks, Hash(Index Scan teams by teams_pkey))` */
function shapeOf(node: Fields): string {
  const index = textOf(node["Index Name"]);
  const parts = [
    textOf(node["Node Type"]),
    textOf(node["Relation Name"]),
    index === "" ? "" : `by ${index}`,
  ];
  const children = listOf(node["Plans"]).filter(isFields).map(shapeOf);
  const below = children.length === 0 ? "" : `(${children.join(", ")})`;
  return `${parts.filter(Boolean).join(" ")}${below}`;
}
