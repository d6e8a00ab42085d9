import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { Table } from "../../postgres/catalog/model/table.ts";
import type { Statement } from "../../sql/parse.ts";
import { asNode, listOf, nameParts, textOf, walk } from "../../sql/walk.ts";

/** The column that a `$n` is compared with, or that it is written to. */
export interface Bound {
  readonly table: Table;
  readonly column: string;
  /** A new row's value. */
  readonly inserted: boolean;
}

/** By the number of the parameter, as far as the statement's text shows it. */
export function boundParameters(
  { node }: Statement,
  { tables }: Catalog,
): ReadonlyMap<number, Bound> {
  const named = tablesIn(node, tables);
  const found = new Map<number, Bound>();
  const bind = (value: unknown, column: string, inserted: boolean, only?: Table): void => {
    const number = parameterIn(value);
    const table = (only === undefined ? named : [only]).find((each) =>
      each.columns.some(({ name }) => name === column),
    );
    if (number !== undefined && table !== undefined && !found.has(number))
      found.set(number, { table, column, inserted });
  };
  walk(node, (tag, fields) => {
    if (tag === "InsertStmt") {
      const [into] = tablesIn(fields["relation"], tables);
      const listed = listOf(fields["cols"]).map((target) =>
        textOf(asNode(target, "ResTarget")?.["name"]),
      );
      const columns = listed.length > 0 ? listed : (into?.columns.map(({ name }) => name) ?? []);
      const select = asNode(fields["selectStmt"], "SelectStmt");
      for (const row of listOf(select?.["valuesLists"]))
        listOf(asNode(row, "List")?.["items"]).forEach((value, at) =>
          bind(value, columns[at] ?? "", true, into),
        );
    }
    if (tag === "UpdateStmt" || tag === "OnConflictClause")
      for (const target of listOf(fields["targetList"])) {
        const assigned = asNode(target, "ResTarget");
        bind(assigned?.["val"], textOf(assigned?.["name"]), false);
      }
    if (tag !== "A_Expr") return;
    const sides = [fields["lexpr"], fields["rexpr"]];
    for (const [at, side] of sides.entries()) {
      const column = columnIn(sides[1 - at]);
      const items = asNode(side, "List")?.["items"] ?? (Array.isArray(side) ? side : [side]);
      if (column !== undefined) for (const item of listOf(items)) bind(item, column, false);
    }
  });
  return found;
}

function tablesIn(node: unknown, tables: readonly Table[]): Table[] {
  const found: Table[] = [];
  walk({ RangeVar: undefined, node }, (tag, fields) => {
    if (tag !== "RangeVar") return;
    const [schema, name] = [textOf(fields["schemaname"]), textOf(fields["relname"])];
    const table = tables.find(
      (each) => each.name === name && (schema === "" || each.schema === schema),
    );
    if (table !== undefined) found.push(table);
  });
  return found;
}

/** Under casts. */
function parameterIn(node: unknown): number | undefined {
  const cast = asNode(node, "TypeCast");
  if (cast !== undefined) return parameterIn(cast["arg"]);
  const number = asNode(node, "ParamRef")?.["number"];
  return typeof number === "number" ? number : undefined;
}

/** Also within a function's call. */
function columnIn(node: unknown): string | undefined {
  let found: string | undefined;
  walk(node, (tag, fields) => {
    if (tag === "ColumnRef") found ??= nameParts(listOf(fields["fields"])).at(-1);
  });
  return found;
}
