import { identifier } from "../../core/identifier.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { Table } from "../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import type { Step } from "../resolved.ts";
import { findColumn, findTable, printed, sameName } from "./find.ts";
import { refuse } from "./refuse.ts";
import { comparable } from "./types.ts";

/** How a row leads to its parent: by the foreign key of the column, or where there is none by the parent's primary key. */
export function findStep(
  catalog: Catalog,
  table: Table,
  said: { readonly column: string; readonly table: string },
  place: string,
): Step {
  const parent = findTable(catalog, said.table, `${place}.table`);
  const { name: column, type } = findColumn(table, said.column, `${place}.column`);
  const step = { column, table: { schema: parent.schema, name: parent.name } };
  for (const { columns, references } of table.constraints) {
    if (references === null || !sameName(references.table, parent)) continue;
    const at = columns.indexOf(column);
    const key = references.columns[at];
    if (at === -1 || key === undefined) continue;
    const others = columns.flatMap((name, index) => {
      const other = references.columns[index];
      return index === at || other === undefined ? [] : [{ column: name, key: other }];
    });
    return { ...step, key, with: isKey(parent, [key]) ? [] : others };
  }
  const [key, ...more] = primaryKey(parent);
  const keyType = parent.columns.find(({ name }) => name === key)?.type;
  if (key !== undefined && keyType !== undefined && more.length === 0)
    if (comparable(catalog, type, keyType)) return { ...step, key, with: [] };
  throw refuse(
    place,
    `${identifier(printed(table))}.${identifier(quoteIdentifier(column))} does not refer to ${identifier(printed(parent))}`,
    `Name the column that does${referring(table, parent)}, or add the foreign key first.`,
  );
}

function referring(table: Table, parent: Table): string {
  const columns = table.constraints
    .filter(({ references }) => references !== null && sameName(references.table, parent))
    .flatMap((constraint) => constraint.columns);
  return columns.length === 0
    ? ""
    : ` (${columns.map(quoteIdentifier).map(identifier).join(", ")})`;
}

const primaryKey = (table: Table): readonly string[] =>
  table.constraints.find(({ kind }) => kind === "primary key")?.columns ?? [];

/** Whether no two rows share these columns, by a constraint or an index of the whole table. */
export function isKey(table: Table, columns: readonly string[]): boolean {
  const covered = (key: readonly (string | null)[]): boolean =>
    key.length > 0 && key.every((name) => name !== null && columns.includes(name));
  return (
    table.constraints.some(
      ({ kind, columns: key }) => (kind === "primary key" || kind === "unique") && covered(key),
    ) ||
    table.indexes.some(
      ({ unique, predicate, valid, keys }) =>
        unique && valid && predicate === null && covered(keys.map(({ column }) => column)),
    )
  );
}
