import { asNode, isFields, listOf, textOf, walk, type Fields } from "./walk.ts";

/** Columns, without what qualifies them, and constants of an expression; subqueries have columns of their own and are passed over. */
export function columnsAndConstants(node: unknown): { columns: Set<string>; values: Set<string> } {
  const [columns, values] = [new Set<string>(), new Set<string>()];
  walk(node, (tag, fields) => {
    if (tag === "SubLink") return false;
    if (tag === "A_Const") constantOf(fields).forEach((value) => values.add(value));
    if (tag === "ColumnRef")
      columns.add(textOf(asNode(listOf(fields["fields"]).at(-1), "String")?.["sval"]));
    return true;
  });
  return { columns, values };
}

/** The number or text of an `A_Const`, unquoted; nothing for NULL and for true and false. */
export function constantOf({ ival, fval, sval }: Fields): string[] {
  if (isFields(ival)) return [textOf(ival["ival"] ?? 0)];
  if (isFields(fval)) return [textOf(fval["fval"])];
  return isFields(sval) ? [textOf(sval["sval"])] : [];
}
