import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { Table } from "../../postgres/catalog/model/table.ts";
import { printed } from "./alteration.ts";
import type { Backfill } from "./batch.ts";
import { batchStatement, keyOf } from "./batch.ts";
import type { Piece, Surroundings } from "./recipe.ts";

/**
 * Steps that update a table in batches. A partitioned table without a key is gone through partition by partition. `purpose` is a
 * sentence without the table: `Fill due_at`.
 */
export function backfillPieces(
  backfill: Backfill & { readonly purpose: string },
  catalog: Catalog,
  surroundings: Surroundings,
): Piece[] {
  const { table, purpose } = backfill;
  const tables =
    table.kind === "partitioned table" && keyOf(table).length === 0
      ? leavesOf(table, catalog)
      : [table];
  return tables.map((each) => ({
    phase: "backfill",
    purpose: `${purpose} in ${printed(each)}`,
    ...batchStatement({ ...backfill, table: each }, surroundings),
    rollback: null,
  }));
}

/** The partitions that hold the rows, at any depth; the table itself where it has none. */
export function leavesOf(table: Table, catalog: Catalog): Table[] {
  if (table.kind !== "partitioned table") return [table];
  return partitionsOf(table, catalog).flatMap((partition) => leavesOf(partition, catalog));
}

/** Direct partitions. */
export function partitionsOf(table: Table, catalog: Catalog): Table[] {
  return catalog.tables.filter(
    ({ inherits, partitionBound }) =>
      partitionBound !== null &&
      inherits.some(({ schema, name }) => schema === table.schema && name === table.name),
  );
}
