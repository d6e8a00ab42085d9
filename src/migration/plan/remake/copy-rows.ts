import type { Batch, Verification } from "../../../core/migration.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { printed } from "../alteration.ts";
import { keyOf, PAUSE } from "../batch.ts";
import type { Surroundings } from "../recipe.ts";
import type { Copying } from "./sync.ts";

/**
 * Copies the rows of a table batch by batch, in the order of its key: see `Batch`. They are locked against changes until the batch has
 * them: a change comes before, and is copied, or after, and is carried over by the trigger.
 */
export function copyStatement(
  table: Table,
  { source, destination, columns, twice }: Omit<Copying, "trigger">,
  { batchSize }: Pick<Surroundings, "batchSize">,
): { readonly sql: string; readonly batch: Batch } {
  const key = keyOf(table);
  const names = key.map((column) => `s.${quoteIdentifier(column.name)}`);
  const mine = key.map((_, at) => `neon_dba_k${at + 1}`);
  const values = columns.map((_, at) => `neon_dba_v${at + 1}`);
  const limit = `$${key.length + 1}::bigint`;
  const after = key.map(({ type }, at) => `$${at + 1}::${type}`);
  return {
    sql: [
      "WITH neon_dba_batch AS MATERIALIZED (",
      `  SELECT ${[...names.map((name, at) => `${name} AS ${mine[at]}`), ...columns.map(({ value }, at) => `${value} AS ${values[at]}`)].join(", ")}`,
      `  FROM ${printed(source)} AS s WHERE ${after[0] ?? ""} IS NULL OR (${names.join(", ")}) > (${after.join(", ")})`,
      `  ORDER BY ${names.join(", ")} LIMIT ${limit} FOR SHARE`,
      "), neon_dba_done AS (",
      `  INSERT INTO ${printed(destination)} (${columns.map(({ column }) => quoteIdentifier(column.name)).join(", ")}) OVERRIDING SYSTEM VALUE`,
      `  SELECT ${values.join(", ")} FROM neon_dba_batch${twice} RETURNING 1`,
      "), neon_dba_last AS (",
      `  SELECT ${mine.map((column) => `${column}::text`).join(", ")} FROM neon_dba_batch`,
      `  ORDER BY ${mine.map((column) => `neon_dba_batch.${column} DESC`).join(", ")} LIMIT 1`,
      ")",
      `SELECT ${mine.map((column, at) => `CASE WHEN rows >= ${limit} THEN ${column} END AS k${at + 1}`).join(", ")},`,
      "  rows, (SELECT count(*) FROM neon_dba_done) AS changed",
      "FROM (SELECT count(*) AS rows FROM neon_dba_batch) counted LEFT JOIN neon_dba_last ON true",
    ].join("\n"),
    batch: {
      table: printed(source),
      key: key.map(({ name }) => name),
      size: batchSize,
      pause_ms: PAUSE,
    },
  };
}

/** Rows that one table has and the other has not, or has otherwise; compared as images: not every type has an operator for it. */
export function sameRows({
  source,
  destination,
  columns,
  key,
}: Pick<Copying, "source" | "destination" | "columns" | "key">): Verification {
  const on = key.map((name) => `s.${quoteIdentifier(name)} = d.${quoteIdentifier(name)}`);
  const values = columns.map(({ value }) => value);
  const copies = columns.map(({ column }) => `d.${quoteIdentifier(column.name)}`);
  return {
    purpose: `${printed(source)} and ${printed(destination)} have the same rows.`,
    sql: `SELECT count(*) FROM ${printed(source)} AS s FULL JOIN ${printed(destination)} AS d ON ${on.join(" AND ")} WHERE ROW(${values.join(", ")})::record *<> ROW(${copies.join(", ")})::record`,
    expect: 0,
  };
}
