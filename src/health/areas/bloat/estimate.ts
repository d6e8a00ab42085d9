import type { Session } from "../../../core/session.ts";
import { ownObject, userSchema } from "../../../postgres/catalog/read/scope.ts";
import { jsonRows } from "../../../postgres/catalog/read/source.ts";
import { idealHeapBytes, idealTreeBytes } from "../../../postgres/ideal-size.ts";

/** A table or a B-tree that is large enough to be looked at. */
export interface Relation {
  readonly kind: "table" | "index";
  readonly oid: number;
  readonly name: string;
  /** Of the heap or the index alone, as VACUUM last saw it: asking for the size would wait for locks. */
  readonly bytes: number;
  /** What it would take when written anew; undefined where the planner does not know its columns, or this role may not look. */
  readonly ideal: number | undefined;
}

interface Row extends Omit<Relation, "ideal"> {
  readonly count: number;
  readonly fillfactor: number;
  readonly columns: number;
  /** Columns that the planner knows. */
  readonly known: number;
  readonly width: number;
  readonly distinct: number | null;
}

const own = `${userSchema("n")} and ${ownObject("pg_catalog.pg_class", "c.oid")}`;
const option = (name: string): string =>
  `(select option_value from pg_catalog.pg_options_to_table(c.reloptions) where option_name = '${name}')`;

const heaps = `
  select 'table' as kind, c.oid::int8 as oid, pg_catalog.format('%I.%I', n.nspname, c.relname) as name,
         c.relpages * pg_catalog.current_setting('block_size')::float8 as bytes, c.reltuples::float8 as count,
         coalesce(${option("fillfactor")}::float8, 100) / 100 as fillfactor, null::float8 as distinct,
         (select count(*) from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
         s.known, s.width
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    cross join lateral (
      select count(*) as known, coalesce(sum(p.avg_width * (1 - p.null_frac)), 0)::float8 as width
        from pg_catalog.pg_stats p
       where p.schemaname = n.nspname and p.tablename = c.relname and not p.inherited) s
   where c.relkind in ('r', 'm') and c.reltuples > 0 and c.relpages >= $1::int and ${own}`;

/** Equal keys are stored once in an index on one column that is not unique. */
const trees = `
  select 'index' as kind, c.oid::int8 as oid, pg_catalog.format('%I.%I', n.nspname, c.relname) as name,
         c.relpages * pg_catalog.current_setting('block_size')::float8 as bytes, c.reltuples::float8 as count,
         coalesce(${option("fillfactor")}::float8, 90) / 100 as fillfactor,
         case when i.indnatts = 1 and not i.indisunique and coalesce(${option("deduplicate_items")}::boolean, true) then s.distinct end as distinct,
         i.indnatts as columns, s.known, s.width
    from pg_catalog.pg_index i
    join pg_catalog.pg_class c on c.oid = i.indexrelid
    join pg_catalog.pg_class t on t.oid = i.indrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    cross join lateral (
      select count(*) as known, coalesce(sum(p.avg_width * (1 - p.null_frac)), 0)::float8 as width, max(p.n_distinct)::float8 as distinct
        from pg_catalog.pg_attribute a
        join pg_catalog.pg_stats p on p.schemaname = n.nspname and p.tablename = t.relname and p.attname = a.attname and not p.inherited
       where a.attrelid = t.oid and a.attnum = any (i.indkey)) s
   where c.relam = (select oid from pg_catalog.pg_am where amname = 'btree') and i.indisvalid
     and c.reltuples > 0 and c.relpages >= $1::int and ${own}`;

/** Those of at least so many bytes. */
export async function estimateBloat(session: Session, least: number): Promise<Relation[]> {
  const pages = String(Math.ceil(least / 8_192));
  const rows = [
    ...(await jsonRows<Row>(session, heaps, [pages])),
    ...(await jsonRows<Row>(session, trees, [pages])),
  ];
  return rows.map(({ kind, oid, name, bytes, ...shape }) => ({
    kind,
    oid,
    name,
    bytes,
    ideal: shape.known < shape.columns ? undefined : idealOf(kind, shape),
  }));
}

type Shape = Omit<Row, "kind" | "oid" | "name" | "bytes">;

const idealOf = (kind: Relation["kind"], { distinct, ...shape }: Shape): number =>
  kind === "table"
    ? idealHeapBytes(shape)
    : idealTreeBytes({ ...shape, distinct: distinct ?? undefined });
