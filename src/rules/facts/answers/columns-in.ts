import { asNode, isFields, listOf, nameParts, textOf, walk } from "../../../sql/walk.ts";
import type { Target } from "./missing.ts";

/**
 * Columns that a statement names as `alias.column`, by the relation that the alias stands for: where one name stands for several things,
 * or for a CTE or subquery, it is left out.
 */
export function columnsIn(node: unknown): Target[] {
  const sources = new Map<string, { readonly schema: string; readonly name: string }[]>();
  const others = new Set<string>();
  const named: { readonly alias: string; readonly column: string }[] = [];
  walk(node, (tag, fields) => {
    const alias = isFields(fields["alias"]) ? textOf(fields["alias"]["aliasname"]) : "";
    if (tag === "RangeVar") {
      const relation = { schema: textOf(fields["schemaname"]), name: textOf(fields["relname"]) };
      const name = alias === "" ? relation.name : alias;
      sources.set(name, [...(sources.get(name) ?? []), relation]);
      // of renamed columns nothing is known
      if (isFields(fields["alias"]) && listOf(fields["alias"]["colnames"]).length > 0)
        others.add(name);
    } else if (alias !== "") others.add(alias);
    if (tag === "CommonTableExpr") others.add(textOf(fields["ctename"]));
    if (tag === "ColumnRef") {
      const [of, column, ...more] = nameParts(fields["fields"]);
      const isStar = listOf(fields["fields"]).some(
        (part) => asNode(part, "A_Star") !== undefined || (isFields(part) && "A_Star" in part),
      );
      if (of !== undefined && column !== undefined && more.length === 0 && !isStar)
        named.push({ alias: of, column });
    }
  });
  return named.flatMap(({ alias, column }) => {
    const [relation, another] = sources.get(alias) ?? [];
    if (relation === undefined || another !== undefined) return [];
    if (others.has(alias) || others.has(relation.name) || SYSTEM.has(column)) return [];
    const { schema, name } = relation;
    return [{ relation: schema === "" ? { name } : { schema, name }, columns: [column] }];
  });
}

const SYSTEM = new Set(["ctid", "oid", "tableoid", "xmin", "xmax", "cmin", "cmax"]);
