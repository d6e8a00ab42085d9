import type { Session } from "../../../core/session.ts";
import { oneOf } from "../read/scope.ts";
import { jsonRows } from "../read/source.ts";

export interface RelationSize {
  /** As of the last ANALYZE or VACUUM; null when there was none and the relation is not empty. */
  readonly rows: number | null;
  /** With indexes and TOAST; of all partitions together. */
  readonly bytes: number;
  /** Direct partitions. */
  readonly partitions: number;
}

export interface IndexSize {
  readonly bytes: number;
  /** Since the statistics were reset. */
  readonly scans: number;
}

export interface Sizes {
  readonly relations: ReadonlyMap<number, RelationSize>;
  /** By the index's qualified name, joined with a NUL. */
  readonly indexes: ReadonlyMap<string, IndexSize>;
}

/** -1 is "never analyzed". A relation without a page has no row, analyzed or not. */
const rows = `case when l.reltuples >= 0 then l.reltuples
  when l.relkind <> 'f' and pg_relation_size(l.oid) = 0 then 0 end`;

const relations = (oids: readonly number[]): string => `
  select c.oid::int8 as oid, s.rows, s.bytes,
         case when c.relkind = 'p' then (select count(*) from pg_inherits h where h.inhparent = c.oid)
              else 0 end as partitions
    from pg_class c, lateral (
      with recursive tree as (
        select c.oid as oid
         union all
        select h.inhrelid from pg_inherits h join tree on h.inhparent = tree.oid where c.relkind = 'p')
      select case when bool_and(${rows} is not null) then sum(${rows})::int8 end as rows,
             sum(pg_total_relation_size(l.oid))::int8 as bytes
        from tree join pg_class l on l.oid = tree.oid where l.relkind <> 'p' or c.relkind <> 'p') s
   where ${oneOf("c.oid", oids)} and c.relkind in ('r', 'p', 'f', 'm')`;

const indexes = (oids: readonly number[]): string => `
  select n.nspname as schema, x.relname as name, pg_relation_size(x.oid) as bytes,
         pg_stat_get_numscans(x.oid) as scans
    from pg_index i join pg_class x on x.oid = i.indexrelid join pg_namespace n on n.oid = x.relnamespace
   where ${oneOf("i.indrelid", oids)}`;

/** Sizes, rows and use of relations and, if wanted, of their indexes. It waits for locks on them. */
export async function readSizes(
  session: Session,
  oids: readonly number[],
  withIndexes: boolean,
): Promise<Sizes> {
  if (oids.length === 0) return { relations: new Map(), indexes: new Map() };
  const sizes = await jsonRows<RelationSize & { oid: number }>(session, relations(oids));
  const used = withIndexes
    ? await jsonRows<IndexSize & { schema: string; name: string }>(session, indexes(oids))
    : [];
  return {
    relations: new Map(
      sizes.map(({ oid, rows: count, bytes, partitions }) => [
        oid,
        { rows: count, bytes: bytes ?? 0, partitions },
      ]),
    ),
    indexes: new Map(
      used.map(({ schema, name, bytes, scans }) => [indexKey(schema, name), { bytes, scans }]),
    ),
  };
}

export function indexKey(schema: string, name: string): string {
  return `${schema}\0${name}`;
}
