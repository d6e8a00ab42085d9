import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { keyOf } from "../batch.ts";
import { sameName } from "../replace/replacement.ts";

/**
 * Whether the rows of a table can be carried to a new one and back while they are written: they are found by a key, have the same types on
 * both sides or whole numbers, all that the old table wants, and belong to no other table.
 */
export function isMovable(table: Table, target: Table, { tables }: Catalog): boolean {
  const key = keyOf(table);
  const isParent = tables.some(
    ({ inherits, partitionBound }) =>
      partitionBound === null && inherits.some((parent) => sameName(parent, table)),
  );
  return (
    key.length > 0 &&
    keyOf(target).length > 0 &&
    key.every(({ name }) => target.columns.some((column) => column.name === name)) &&
    table.columns.every((column) => {
      const wanted = target.columns.find(({ name }) => name === column.name);
      return wanted === undefined
        ? column.notNull === null || column.default !== null || column.generated !== null
        : wanted.type === column.type || isNumber(wanted.type, column.type);
    }) &&
    table.rules.length === 0 &&
    table.inherits.length === 0 &&
    !isParent
  );
}

const isNumber = (...types: readonly string[]): boolean =>
  types.every((type) => ["smallint", "integer", "bigint"].includes(type));
