import type { PlanNode } from "./node.ts";
import { textAt } from "./raw.ts";

/** What a node does and on what, as EXPLAIN's own text form says it: `Index Scan using tasks_pkey on public.tasks t`. */
export function title(node: PlanNode): string {
  const using = node.index === undefined ? "" : ` using ${node.index}`;
  const on = subject(node);
  return `${operation(node)}${using}${on === undefined ? "" : ` on ${on}`}`;
}

/** What a node does: `Index Scan Backward`, `Hash Left Join`. */
export function operation(node: PlanNode): string {
  const backward = textAt(node.raw, "Scan Direction") === "Backward" ? " Backward" : "";
  return `${method(node)}${backward}`;
}

function method(node: PlanNode): string {
  const { raw, type } = node;
  const parallel = raw["Parallel Aware"] === true ? "Parallel " : "";
  const join = textAt(raw, "Join Type");
  if (type === "Aggregate") return parallel + partial(raw) + aggregate(textAt(raw, "Strategy"));
  if (type === "ModifyTable") return textAt(raw, "Operation") ?? type;
  if (type === "SetOp")
    return `${textAt(raw, "Strategy") === "Hashed" ? "Hash" : ""}SetOp ${textAt(raw, "Command") ?? ""}`;
  if (join === undefined) return parallel + type;
  const kind = join === "Inner" ? "" : ` ${join}`;
  if (type === "Nested Loop") return `Nested Loop${kind === "" ? "" : `${kind} Join`}`;
  return `${parallel}${type.replace(" Join", "")}${kind} Join`;
}

function partial(raw: PlanNode["raw"]): string {
  const mode = textAt(raw, "Partial Mode");
  return mode === undefined || mode === "Simple" ? "" : `${mode} `;
}

function aggregate(strategy: string | undefined): string {
  switch (strategy) {
    case "Hashed":
      return "HashAggregate";
    case "Sorted":
      return "GroupAggregate";
    case "Mixed":
      return "MixedAggregate";
    case undefined:
    default:
      return "Aggregate";
  }
}

/** What a node reads or changes: `public.tasks t`, or the name of a CTE or function. */
export function subject({ relation, raw }: PlanNode): string | undefined {
  if (relation === undefined)
    return textAt(raw, "CTE Name") ?? textAt(raw, "Function Name") ?? textAt(raw, "Alias");
  const name =
    relation.schema === undefined ? relation.name : `${relation.schema}.${relation.name}`;
  return `${name}${relation.alias === relation.name ? "" : ` ${relation.alias}`}`;
}
