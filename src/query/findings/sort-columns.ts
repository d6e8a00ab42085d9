import { quoteIdentifier } from "../../sql/quote.ts";
import type { RelationFacts } from "../facts/relation.ts";
import type { PlanNode } from "../plan/node.ts";
import type { FindingContext } from "./context.ts";

/** A sort's keys as index keys with their direction, when all are columns of the scan below; otherwise none. */
export function sortColumns(context: FindingContext, sort: PlanNode, scan: PlanNode): string[] {
  const texts = sort.clauses.find(({ kind }) => kind === "Sort Key")?.text.split(", ") ?? [];
  const expressions = context.expressions(sort, "Sort Key");
  if (texts.length !== expressions.length) return [];
  const keys = expressions.map((expression, position) =>
    expression.kind === "column" &&
    (expression.table ?? scan.relation?.alias) === scan.relation?.alias
      ? quoteIdentifier(expression.name) + direction(texts[position] ?? "")
      : undefined,
  );
  return keys.every((key) => key !== undefined) ? keys : [];
}

function direction(text: string): string {
  return /( DESC)?( NULLS (FIRST|LAST))?$/.exec(text)?.[0].toLowerCase() ?? "";
}

/** Whether a btree index already begins with these columns, in this order. */
export function keyIsLeading(columns: readonly string[], facts: RelationFacts): boolean {
  return facts.indexes.some(
    ({ keys, method, valid, predicate }) =>
      valid &&
      method === "btree" &&
      predicate === undefined &&
      columns.every((column, position) => keys[position] === column.split(" ")[0]),
  );
}

/** The sort right above a scan whose first rows a LIMIT takes; processes may be gathered before or after it. */
export function limitedSort(scan: PlanNode): PlanNode | undefined {
  const sort = overGather(scan);
  return sort?.type === "Sort" && overGather(sort)?.type === "Limit" ? sort : undefined;
}

function overGather({ parent }: PlanNode): PlanNode | undefined {
  return parent?.type.startsWith("Gather") ? parent.parent : parent;
}
