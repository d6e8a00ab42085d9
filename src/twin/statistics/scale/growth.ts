import { qualified } from "../../../sql/quote.ts";
import type { ColumnStatistics, Statistics } from "../types.ts";
import { boundsOf } from "./bounds.ts";

/** How the values of a column change when tables grow. */
export type Growth =
  /** As its statistics say: as many values as before, or as many for each row. */
  | { readonly kind: "none" | "ratio" }
  /** No more values than the table of this many rows had, however many there were for each row. */
  | { readonly kind: "fixed"; readonly rows: number }
  /** There are `factor` times as many; numbers go on from `origin` so much further. */
  | {
      readonly kind: "keys";
      readonly factor: number;
      readonly origin: number | null;
      /** What the table has before and after, where it does not grow as the keys do. */
      readonly rows?: readonly [before: number, after: number];
    };

export type GrowthOf = (
  column: Pick<ColumnStatistics, "schema" | "relation" | "column" | "inherited">,
) => Growth;

const NUMBERS = new Set(["int2", "int4", "int8", "numeric"]);
/** As far as rows lie in the order of the values, the values came with the rows. */
const ORDERED = 0.9;
/** Below, it is a category. */
const MANY = 100;

/**
 * Keys are what a unique index holds alone, what refers to a key of a table that grows, too, and numbers that rise with the rows. A reference to
 * a table that does not grow has no more values than before, however many ANALYZE found for each row.
 */
export function growthOf(
  { relations, columns }: Statistics,
  factorOf: (schema: string, table: string) => number | undefined,
): GrowthOf {
  const rows = new Map<string, number>();
  const unique = new Set<string>();
  const tableOf = new Map<string, string>();
  for (const relation of relations) {
    const table = relation.table ?? relation.name;
    tableOf.set(qualified(relation.schema, relation.name), table);
    if (relation.table === null) rows.set(qualified(relation.schema, table), relation.reltuples);
    const [key, ...others] = relation.keys;
    if (relation.unique && key !== undefined && others.length === 0)
      unique.add(keyOf(relation.schema, table, key));
  }
  const byName = new Map(columns.map((column) => [nameOf(column), column]));
  const growth = (column: ColumnStatistics): Growth => {
    const { schema, relation, references } = column;
    const table = tableOf.get(qualified(schema, relation)) ?? relation;
    const factor = factorOf(schema, table);
    if (factor === undefined) return { kind: "none" };
    const before = Math.max(0, rows.get(qualified(schema, table)) ?? 0);
    if (references !== null && !(references[0] === schema && references[1] === table)) {
      const [otherSchema, otherTable, otherColumn] = references;
      const other = factorOf(otherSchema, otherTable);
      if (other === undefined) return { kind: "fixed", rows: before };
      const key = byName.get(
        nameOf({ schema: otherSchema, relation: otherTable, column: otherColumn }),
      );
      const rows = other === factor ? {} : { rows: [before, before * factor] as const };
      return { kind: "keys", factor: other, origin: originOf(key ?? column), ...rows };
    }
    const name = keyOf(schema, table, column.column);
    if (references !== null || unique.has(name) || risesWithRows(column, before))
      return { kind: "keys", factor, origin: originOf(column) };
    return { kind: column.n_distinct < 0 ? "ratio" : "none" };
  };
  return (column) => {
    const found = byName.get(nameOf(column));
    return found === undefined ? { kind: "none" } : growth(found);
  };
}

const keyOf = (schema: string, table: string, column: string): string =>
  `${qualified(schema, table)}.${column}`;

/** A partitioned table has statistics with its partitions only; of an inheritance parent either will do. */
const nameOf = ({
  schema,
  relation,
  column,
}: Pick<ColumnStatistics, "schema" | "relation" | "column">): string =>
  keyOf(schema, relation, column);

function risesWithRows(column: ColumnStatistics, rows: number): boolean {
  const { type, n_distinct, correlation, histogram_bounds, override } = column;
  const count = n_distinct < 0 ? -n_distinct * rows : n_distinct;
  return (
    NUMBERS.has(type) &&
    (override ?? -1) < 0 &&
    histogram_bounds !== null &&
    count > MANY &&
    Math.abs(correlation ?? 0) > ORDERED
  );
}

/** Null where values are no numbers, which go on, or are not known. */
function originOf({ type, histogram_bounds }: ColumnStatistics): number | null {
  if (!NUMBERS.has(type) || histogram_bounds === null) return null;
  return boundsOf(histogram_bounds)?.[0] ?? null;
}
