import type { Batch } from "../../core/migration.ts";
import type { Column } from "../../postgres/catalog/model/column.ts";
import type { Table } from "../../postgres/catalog/model/table.ts";
import { quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import { printed } from "./alteration.ts";
import type { Surroundings } from "./recipe.ts";

export interface Backfill {
  readonly table: Table;
  /** What expressions call the table, where that is not its own name. */
  readonly alias?: string;
  /**
   * Column to the expression of its new value over the columns of the row, which may be qualified by the table's name; or what stands
   * behind SET.
   */
  readonly set: Readonly<Record<string, string>> | string;
  /** Of which rows; it has to be false of a row that is done, so that a batch may run twice. */
  readonly where: string;
}

/** One update of a whole table as a statement in batches: see `Batch`. */
export function batchStatement(
  backfill: Backfill,
  surroundings: Pick<Surroundings, "batchSize" | "size">,
): { readonly sql: string; readonly batch: Batch } {
  const { table } = backfill;
  const key = keyOf(table);
  return {
    sql: key.length === 0 ? byPages(backfill, surroundings) : byKey(backfill, key),
    batch: {
      table: printed(table),
      key: key.length === 0 ? ["ctid"] : key.map(({ name }) => name),
      size: surroundings.batchSize,
      pause_ms: PAUSE,
    },
  };
}

/** Leaves others and the replicas time to breathe. */
export const PAUSE = 20;

/** Columns by which every row can be found, and the next after it: of the primary key, or of another unique one without NULLs. */
export function keyOf({ indexes, constraints, columns }: Table): Column[] {
  const primary = constraints.find(({ kind }) => kind === "primary key")?.index;
  const ofIndex = ({ keys }: Table["indexes"][number]): Column[] =>
    keys.flatMap(({ column }) => columns.filter(({ name }) => name === column));
  const usable = indexes.filter(
    (index) =>
      index.unique &&
      index.valid &&
      index.predicate === null &&
      index.method === "btree" &&
      ofIndex(index).length === index.keys.length &&
      ofIndex(index).every(({ notNull }) => notNull?.validated === true),
  );
  const best = usable.find(({ name }) => name === primary) ?? usable[0];
  return best === undefined ? [] : ofIndex(best);
}

function byKey({ table, alias, set, where }: Backfill, key: readonly Column[]): string {
  const name = printed(table);
  const called = alias === undefined ? name : `${name} AS ${quoteIdentifier(alias)}`;
  const columns = key.map((column) => quoteIdentifier(column.name));
  const mine = key.map((_, at) => `neon_dba_k${at + 1}`);
  const limit = `$${key.length + 1}::bigint`;
  const after = key.map(({ type }, at) => `$${at + 1}::${type}`);
  return [
    "WITH neon_dba_batch AS MATERIALIZED (",
    `  SELECT ${columns.map((column, at) => `${column} AS ${mine[at]}`).join(", ")} FROM ${name}`,
    `  WHERE ${after[0] ?? ""} IS NULL OR (${columns.join(", ")}) > (${after.join(", ")})`,
    `  ORDER BY ${columns.join(", ")} LIMIT ${limit}`,
    "), neon_dba_done AS (",
    `  UPDATE ${called} SET ${assignments(set)} FROM neon_dba_batch`,
    `  WHERE ${columns.map((column, at) => `${column} = ${mine[at]}`).join(" AND ")} AND (${where}) RETURNING 1`,
    "), neon_dba_last AS (",
    `  SELECT ${mine.map((column) => `${column}::text`).join(", ")} FROM neon_dba_batch`,
    `  ORDER BY ${mine.map((column) => `neon_dba_batch.${column} DESC`).join(", ")} LIMIT 1`,
    ")",
    `SELECT ${mine.map((column, at) => `CASE WHEN rows >= ${limit} THEN ${column} END AS k${at + 1}`).join(", ")},`,
    "  rows, (SELECT count(*) FROM neon_dba_done) AS changed",
    "FROM (SELECT count(*) AS rows FROM neon_dba_batch) counted LEFT JOIN neon_dba_last ON true",
  ].join("\n");
}

/** A table without a key is gone through by its pages; rows that move to the end meanwhile are met again, and are done. */
function byPages({ table, set, where }: Backfill, { size }: Pick<Surroundings, "size">): string {
  const name = printed(table);
  const { rows, bytes } = size(name);
  const perPage = Math.max(1, Math.round(rows / Math.max(1, bytes / 8192)));
  const first = "coalesce($1::bigint + 1, 0)";
  const end = `(${first} + greatest(1, $2::bigint / ${perPage}))`;
  const within = `ctid >= ('(' || ${first} || ',0)')::tid AND ctid < ('(' || ${end} || ',0)')::tid`;
  const relation = `${quoteLiteral(name)}::pg_catalog.regclass`;
  return [
    "WITH neon_dba_done AS (",
    `  UPDATE ${name} SET ${assignments(set)}`,
    `  WHERE ${within} AND (${where}) RETURNING 1`,
    ")",
    `SELECT CASE WHEN ${end} * current_setting('block_size')::bigint < pg_relation_size(${relation}) THEN (${end} - 1)::text END AS k1,`,
    `  (SELECT count(*) FROM ${name} WHERE ${within}) AS rows,`,
    "  (SELECT count(*) FROM neon_dba_done) AS changed",
  ].join("\n");
}

const assignments = (set: Backfill["set"]): string =>
  typeof set === "string"
    ? set
    : Object.entries(set)
        .map(([column, value]) => `${quoteIdentifier(column)} = ${value}`)
        .join(", ");
