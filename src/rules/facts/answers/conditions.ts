import { constantOf } from "../../../sql/constants.ts";
import { asNode, listOf, nameParts, walk, type Fields } from "../../../sql/walk.ts";
import { bare, columnOf } from "./expressions.ts";

/** What columns have to be one of: `status IN ('a', 'b')`, alone or beside other conditions that hold too. */
export function listsIn(node: unknown): Map<string, readonly string[]> {
  const lists = new Map<string, readonly string[]>();
  for (const condition of conjuncts(node)) {
    const list = listIn(condition);
    if (list !== undefined) lists.set(...list);
  }
  return lists;
}

function conjuncts(node: unknown): unknown[] {
  const expression = asNode(node, "BoolExpr");
  if (expression?.["boolop"] !== "AND_EXPR") return [node];
  return listOf(expression["args"]).flatMap(conjuncts);
}

function listIn(node: unknown): [string, readonly string[]] | undefined {
  const either = asNode(node, "BoolExpr");
  if (either?.["boolop"] === "OR_EXPR") {
    // a column that may be NULL is often said to
    const lists = listOf(either["args"])
      .filter((arm) => asNode(arm, "NullTest") === undefined)
      .map(listIn);
    const [first] = lists;
    if (first === undefined || lists.some((list) => list?.[0] !== first[0])) return undefined;
    return [first[0], lists.flatMap((list) => list?.[1] ?? [])];
  }
  const comparison = asNode(node, "A_Expr");
  if (comparison === undefined || nameParts(comparison["name"]).at(-1) !== "=") return undefined;
  const column = columnOf(comparison["lexpr"]);
  const values = valuesOf(comparison);
  return column === undefined || values.length === 0 ? undefined : [column, values];
}

function valuesOf({ kind, rexpr }: Fields): string[] {
  const right = bare(rexpr);
  if (kind === "AEXPR_OP") return constants([right]);
  if (kind !== "AEXPR_OP_ANY") return [];
  return constants(listOf(asNode(right, "A_ArrayExpr")?.["elements"]));
}

const constants = (nodes: readonly unknown[]): string[] =>
  nodes.flatMap((node) => constantOf(asNode(bare(node), "A_Const") ?? {}));

/** Columns that stand beside `<`, `<=`, `>` or `>=`, as they are or within a call. */
export function boundedIn(node: unknown): Set<string> {
  const columns = new Set<string>();
  walk(node, (tag, fields) => {
    if (tag !== "A_Expr" || !/^[<>]=?$/.test(nameParts(fields["name"]).at(-1) ?? "")) return;
    for (const side of [fields["lexpr"], fields["rexpr"]])
      walk(side, (inner, { fields: parts }) => {
        if (inner === "ColumnRef") columns.add(nameParts(parts).at(-1) ?? "");
      });
  });
  return columns;
}

/** Of `title IS NOT NULL` and nothing more, `title`. */
export function requiredIn(node: unknown): string | undefined {
  const test = asNode(node, "NullTest");
  return test?.["nulltesttype"] === "IS_NOT_NULL" ? columnOf(test["arg"]) : undefined;
}
