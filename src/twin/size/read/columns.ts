import type { Session } from "../../../core/session.ts";
import { jsonRows } from "../../../postgres/catalog/read/source.ts";
import type { IndexColumn, IndexFacts } from "./indexes.ts";

/** What `pg_stats` says of a column, sizes of values as they are stored in place of the values. */
export interface ColumnStatistics {
  readonly nullFraction: number;
  /** Bytes of a value that is not null, on average. */
  readonly width: number;
  /** As `pg_stats.n_distinct`: below zero a fraction of the rows. */
  readonly distinct: number;
  readonly frequencies: readonly number[];
  /** How many the histogram has. */
  readonly bounds: number;
  /** Bytes of the most common values, and of the others by the bounds of their histogram; null where all have `width`. */
  readonly commonSizes: readonly number[] | null;
  readonly sizes: readonly number[] | null;
  /** The same values as text: only of columns that GIN and the like take apart. */
  readonly commonValues: readonly string[] | null;
  readonly values: readonly string[] | null;
  readonly elements: ElementStatistics | null;
}

/** Of arrays and tsvectors. */
export interface ElementStatistics {
  readonly values: readonly string[];
  /** One for each value; then the least and the most, and for arrays the fraction of elements that are null. */
  readonly frequencies: readonly number[];
  /** Distinct elements of a value: bounds of equal shares, then the average. Only of arrays. */
  readonly counts: readonly number[] | null;
}

interface Wanted {
  readonly schema: string;
  readonly relation: string;
  readonly column: string;
  readonly expression: boolean;
  readonly kind: string;
  readonly apart: boolean;
}

/** Statistics by the names of schema, relation and column. */
export type Columns = ReadonlyMap<string, ColumnStatistics>;

/** What has been read of tables' columns, by what was wanted of them; null where there are no statistics. */
export type RememberedColumns = Map<string, ColumnStatistics | null>;

/** Of an index's column: of the table's column, or of the expression. Undefined where there are none. */
export const statisticsOf = (
  columns: Columns,
  index: IndexFacts,
  column: IndexColumn,
): ColumnStatistics | undefined => columns.get(keyOf(wanted(index, column)));

/** One round trip, and none where all is remembered. Of `plain` indexes the average width is enough. */
export async function readColumns(
  session: Session,
  indexes: readonly IndexFacts[],
  plain: (index: IndexFacts) => boolean,
  remembered: RememberedColumns,
): Promise<Columns> {
  const all = new Map<string, Wanted>();
  for (const index of indexes)
    for (const column of index.columns) {
      const one = wanted(index, column);
      const other = all.get(keyOf(one));
      const kind = plain(index) ? (other?.kind ?? "width") : one.kind;
      all.set(keyOf(one), { ...one, kind, apart: one.apart || other?.apart === true });
    }
  const columns = new Map<string, ColumnStatistics>();
  const asked: Wanted[] = [];
  for (const [key, one] of all) {
    const known = remembered.get(JSON.stringify(one));
    if (known === undefined) asked.push(one);
    else if (known !== null) columns.set(key, known);
  }
  if (asked.length === 0) return columns;
  const rows = await jsonRows<Wanted & ColumnStatistics>(session, COLUMNS, [JSON.stringify(asked)]);
  for (const row of rows) columns.set(keyOf(row), row);
  // Another index may come to have the name under which those of an expression are.
  for (const one of asked)
    if (!one.expression) remembered.set(JSON.stringify(one), columns.get(keyOf(one)) ?? null);
  return columns;
}

const keyOf = ({ schema, relation, column }: Wanted): string =>
  JSON.stringify([schema, relation, column]);

const APART = new Set(["gin", "gist", "spgist", "bloom"]);

function wanted({ schema, table, name, method }: IndexFacts, column: IndexColumn): Wanted {
  return {
    schema,
    relation: column.column === null ? name : table,
    column: column.column ?? column.name,
    expression: column.column === null,
    kind: kindOf(column),
    apart: APART.has(method),
  };
}

const SIZED: readonly string[] = ["text", "numeric", "inet", "cidr", "jsonb", "bytea"];

/** How the size of a value is found from its text. */
function kindOf({ input }: IndexColumn): string {
  if (input.category === "S" && input.name !== "name") return "text";
  return input.name === "name" || SIZED.includes(input.name) ? input.name : "width";
}

/**
 * Values that a function in FROM returns are kept like those of a row: short ones with a header of one byte. `name` is stored in
 * indexes without its padding.
 */
const sizes = (values: string): string => `
  case w.kind
    when 'name' then array(select pg_catalog.octet_length(v) + 1 from pg_catalog.unnest(${values}::text::text[]) v)
${SIZED.map((kind) => `    when '${kind}' then array(select pg_catalog.pg_column_size(v) from pg_catalog.unnest(${values}::text::${kind}[]) v)`).join("\n")}
  end`;

const COLUMNS = `
  with w as (
    select * from json_to_recordset($1::json) as w (schema text, relation text, "column" text, kind text, apart bool)
  )
  select w.schema, w.relation, w."column", s.null_frac as "nullFraction", s.avg_width as width,
         s.n_distinct as distinct, coalesce(s.most_common_freqs, '{}') as frequencies,
         coalesce(pg_catalog.array_length(s.histogram_bounds, 1), 0) as bounds,
         ${sizes("s.most_common_vals")} as "commonSizes", ${sizes("s.histogram_bounds")} as sizes,
         case when w.apart and w.kind <> 'width' then s.most_common_vals::text::text[] end as "commonValues",
         case when w.apart and w.kind <> 'width' then s.histogram_bounds::text::text[] end as "values",
         case when w.apart and s.most_common_elems is not null then
           json_build_object('values', s.most_common_elems::text::text[], 'frequencies', s.most_common_elem_freqs, 'counts', s.elem_count_histogram) end as elements
    from w
    join pg_catalog.pg_stats s on s.schemaname = w.schema and s.tablename = w.relation and s.attname = w."column"
   where not s.inherited
      or not exists (select from pg_catalog.pg_stats o
                      where o.schemaname = w.schema and o.tablename = w.relation and o.attname = w."column" and not o.inherited)`;
