import type { Session } from "../../core/session.ts";
import type { TableName } from "./shape.ts";

export interface ForeignKey {
  readonly columns: readonly string[];
  /** oid of the referenced table. */
  readonly references: string;
  readonly referencedColumns: readonly string[];
}

export interface ColumnStatistics {
  readonly name: string;
  /** As `format_type` prints it. */
  readonly type: string;
  /** `pg_stats.n_distinct`: negative is a share of the rows; null before ANALYZE, or where the role may not read the column. */
  readonly distinct: number | null;
}

/** What catalog and counters know of a table that statements name. */
export interface TableFacts {
  readonly oid: string;
  readonly schema: string;
  readonly name: string;
  /** By the planner's count, or the counters' where it has none. */
  readonly rows: number;
  /** Rows updated and deleted since the counters began. */
  readonly changed: number;
  readonly columns: readonly ColumnStatistics[];
  /** Column lists of unique indexes that hold for every row. */
  readonly unique: readonly (readonly string[])[];
  readonly foreignKeys: readonly ForeignKey[];
}

interface TableRow extends Record<string, unknown> {
  readonly oid: string;
  readonly schema: string;
  readonly name: string;
  readonly visible: boolean;
  readonly rows: number;
  readonly changed: number;
  readonly columns: string;
  readonly unique: string;
  readonly foreign_keys: string;
}

const sql = `
select c.oid::text as oid, n.nspname as schema, c.relname as name, pg_catalog.pg_table_is_visible(c.oid) as visible,
       greatest(c.reltuples, pg_catalog.pg_stat_get_live_tuples(c.oid), 0)::float8 as rows,
       (select coalesce(sum(pg_catalog.pg_stat_get_tuples_updated(m.oid) + pg_catalog.pg_stat_get_tuples_deleted(m.oid)), 0)
        from (select c.oid union select p.relid from pg_catalog.pg_partition_tree(c.oid) p) m (oid))::float8 as changed,
       (select coalesce(pg_catalog.json_agg(pg_catalog.json_build_object(
                 'name', a.attname, 'type', pg_catalog.format_type(a.atttypid, a.atttypmod),
                 'distinct', (select s.n_distinct from pg_catalog.pg_stats s
                              where s.schemaname = n.nspname and s.tablename = c.relname and s.attname = a.attname
                              order by s.inherited desc limit 1)) order by a.attnum), '[]')
        from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped)::text as columns,
       (select coalesce(pg_catalog.json_agg(array(
                 select a.attname from pg_catalog.generate_series(0, i.indnkeyatts - 1) k
                 join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[k])), '[]')
        from pg_catalog.pg_index i
        where i.indrelid = c.oid and i.indisunique and i.indpred is null and i.indexprs is null)::text as unique,
       (select coalesce(pg_catalog.json_agg(pg_catalog.json_build_object(
                 'columns', array(select a.attname from unnest(f.conkey) with ordinality u (attnum, place)
                                  join pg_catalog.pg_attribute a on a.attrelid = f.conrelid and a.attnum = u.attnum order by u.place),
                 'references', f.confrelid::text,
                 'referencedColumns', array(select a.attname from unnest(f.confkey) with ordinality u (attnum, place)
                                            join pg_catalog.pg_attribute a on a.attrelid = f.confrelid and a.attnum = u.attnum order by u.place))), '[]')
        from pg_catalog.pg_constraint f where f.conrelid = c.oid and f.contype = 'f')::text as foreign_keys
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'm')
  and exists (select from unnest($1::text[], $2::text[]) w (schema, name)
              where w.name = c.relname and (w.schema = '' and n.nspname <> 'information_schema' or w.schema = n.nspname))`;

/** Finds the table behind a name as a statement writes it; undefined where there is none, or the name says too little. */
export type Resolve = (table: TableName) => TableFacts | undefined;

/**
 * Looks all these tables up at once. A name without a schema is the table on our search path, or else the only one of that name: the
 * application's search path may be another.
 */
export async function resolveTables(
  session: Session,
  names: readonly TableName[],
): Promise<Resolve> {
  const rows =
    names.length === 0
      ? []
      : await session.query<TableRow>(sql, [
          names.map(({ schema }) => schema ?? ""),
          names.map(({ name }) => name),
        ]);
  const facts = new Map(rows.map((row) => [row, fromRow(row)]));
  return ({ schema, name }) => {
    const named = rows.filter((row) => row.name === name && (schema ?? row.schema) === row.schema);
    const row = named.find(({ visible }) => visible) ?? (named.length === 1 ? named[0] : undefined);
    return row && facts.get(row);
  };
}

function fromRow({ oid, schema, name, rows, changed, ...lists }: TableRow): TableFacts {
  return {
    oid,
    schema,
    name,
    rows,
    changed,
    columns: JSON.parse(lists.columns) as ColumnStatistics[],
    unique: JSON.parse(lists.unique) as string[][],
    foreignKeys: JSON.parse(lists.foreign_keys) as ForeignKey[],
  };
}

/** How many values a column has, estimated; undefined before ANALYZE. One of its own for each row where it is unique. */
export function distinctValues(
  { rows, columns, unique }: TableFacts,
  column: string,
): number | undefined {
  if (unique.some(([only, ...more]) => only === column && more.length === 0))
    return Math.max(1, rows);
  const distinct = columns.find(({ name }) => name === column)?.distinct ?? null;
  if (distinct === null) return undefined;
  return Math.max(1, distinct < 0 ? -distinct * rows : distinct);
}
