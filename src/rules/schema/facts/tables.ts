import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { Index } from "../../../postgres/catalog/model/constraint.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";

/** Tables whose shape is their own: a partition has its parent's, a foreign table its server's. */
export const ownTables = ({ tables }: Catalog): readonly Table[] =>
  tables.filter(({ kind, partitionBound }) => kind !== "foreign table" && partitionBound === null);

/** Names of its key columns; undefined where an expression is among them. */
export function columnsOf({ keys }: Index): readonly string[] | undefined {
  const names = keys.flatMap(({ column }) => (column === null ? [] : [column]));
  return names.length === keys.length ? names : undefined;
}

export const isNotNull = (table: Table, column: string): boolean =>
  table.columns.some(({ name, notNull }) => name === column && notNull?.validated === true);

/** The index whose columns, all of them in this one, are unique without the others. */
export function impliedBy(table: Table, index: Index): Index | undefined {
  const columns = columnsOf(index);
  return requiredUniques(table).find((other) => {
    const names = columnsOf(other) ?? [];
    return (
      columns !== undefined &&
      names.length < columns.length &&
      names.every((name) => columns.includes(name))
    );
  });
}

/** Unique indexes that could be the primary key's: of all rows, of columns alone, and none of these ever null. */
export const requiredUniques = (table: Table): readonly Index[] =>
  table.indexes.filter(
    (index) =>
      index.unique &&
      index.valid &&
      index.predicate === null &&
      columnsOf(index)?.every((column) => isNotNull(table, column)) === true,
  );
