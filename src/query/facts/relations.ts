import type { Session } from "../../core/session.ts";
import type { Relation } from "../plan/node.ts";
import type { ColumnFacts, ForeignKeyFacts, IndexFacts, RelationFacts } from "./relation.ts";

interface RelationRow extends Record<string, unknown> {
  readonly schema: string;
  readonly name: string;
  readonly kind: string;
  readonly rows: number;
  readonly pages: number;
  readonly changes: number;
  readonly ever_analyzed: boolean;
  readonly root_schema: string | null;
  readonly root_name: string | null;
  readonly partition_key: string;
  readonly columns: string;
  readonly indexes: string;
  readonly foreign_keys: string;
}

/** Lists travel as text, so that no driver's reading of json matters. */
const sql = `
select n.nspname as schema, c.relname as name, c.relkind::text as kind,
       c.reltuples::float8 as rows, ceil(pg_relation_size(c.oid) / current_setting('block_size')::float8)::int as pages,
       -- a session reports its inserts late, so that an ANALYZE right after them seems to have missed them; then the table has not grown
       case when pg_relation_size(c.oid) > c.relpages * current_setting('block_size')::int8
              or pg_stat_get_tuples_updated(c.oid) + pg_stat_get_tuples_deleted(c.oid) > 0
            then coalesce(pg_stat_get_mod_since_analyze(c.oid), 0) else 0 end::float8 as changes,
       coalesce(pg_stat_get_last_analyze_time(c.oid), pg_stat_get_last_autoanalyze_time(c.oid)) is not null
         or exists (select from pg_stats s where s.schemaname = n.nspname and s.tablename = c.relname) as ever_analyzed,
       rn.nspname as root_schema, rc.relname as root_name,
       array_to_json(array(select a.attname from pg_partitioned_table p, unnest(p.partattrs::int2[]) k
                           join pg_attribute a on a.attnum = k and a.attnum > 0
                           where p.partrelid = rc.oid and a.attrelid = rc.oid))::text as partition_key,
       (select coalesce(json_agg(json_build_object(
                 'name', a.attname,
                 'type', format_type(a.atttypid, a.atttypmod),
                 'sameAs', array(select t.typname from pg_cast k join pg_type t on t.oid = k.casttarget
                                 where k.castsource = a.atttypid and k.castmethod = 'b'),
                 'bytewise', coalesce((select case when l.collname = 'default'
                                                   then (select d.datcollate in ('C', 'POSIX') from pg_database d where d.datname = current_database())
                                                   else l.collcollate in ('C', 'POSIX') end
                                       from pg_collation l where l.oid = a.attcollation), false),
                 'analyzed', exists (select from pg_stats s where s.schemaname = n.nspname and s.tablename = c.relname and s.attname = a.attname)
               ) order by a.attnum), '[]')
        from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped)::text as columns,
       (select coalesce(json_agg(json_build_object(
                 'name', ic.relname, 'method', am.amname, 'valid', i.indisvalid,
                 'keys', array(select pg_get_indexdef(i.indexrelid, k, true) from generate_series(1, i.indnkeyatts) k),
                 'predicate', pg_get_expr(i.indpred, i.indrelid, true)) order by ic.relname), '[]')
        from pg_index i join pg_class ic on ic.oid = i.indexrelid join pg_am am on am.oid = ic.relam
        where i.indrelid = c.oid)::text as indexes,
       (select coalesce(json_agg(json_build_object(
                 'name', f.conname, 'referencedSchema', fn.nspname, 'referencedTable', fc.relname,
                 'columns', array(select a.attname from unnest(f.conkey) with ordinality as u (attnum, position)
                                  join pg_attribute a on a.attrelid = f.conrelid and a.attnum = u.attnum order by u.position))), '[]')
        from pg_constraint f join pg_class fc on fc.oid = f.confrelid join pg_namespace fn on fn.oid = fc.relnamespace
        where f.conrelid = c.oid and f.contype = 'f')::text as foreign_keys
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
left join pg_class rc on c.relispartition and rc.oid = pg_partition_root(c.oid)
left join pg_namespace rn on rn.oid = rc.relnamespace
where (n.nspname, c.relname) in (select * from unnest($1::text[], $2::text[]))
   or c.oid in (select f.conrelid from pg_constraint f
                where f.contype = 'f'
                  and f.confrelid in (select w.oid from pg_class w join pg_namespace wn on wn.oid = w.relnamespace
                                      where (wn.nspname, w.relname) in (select * from unnest($3::text[], $4::text[]))))`;

/**
 * What the catalog knows of these relations, and of the tables whose foreign keys reference a `changed` one.
 * Relations that are gone or temporary are left out.
 */
export async function relationFacts(
  session: Session,
  relations: readonly Relation[],
  changed: readonly Relation[],
): Promise<RelationFacts[]> {
  const known = relations.filter(({ schema }) => schema !== undefined);
  if (known.length === 0) return [];
  const rows = await session.query<RelationRow>(sql, [
    known.map(({ schema }) => schema),
    known.map(({ name }) => name),
    changed.map(({ schema }) => schema ?? ""),
    changed.map(({ name }) => name),
  ]);
  return rows.map(fromRow);
}

function fromRow(row: RelationRow): RelationFacts {
  const { schema, name, kind, pages, changes, root_schema, root_name } = row;
  const indexes = JSON.parse(row.indexes) as (Omit<IndexFacts, "predicate"> & {
    predicate: string | null;
  })[];
  return {
    schema,
    name,
    kind,
    pages,
    changes,
    rows: row.rows < 0 ? undefined : row.rows,
    everAnalyzed: row.ever_analyzed,
    root:
      root_schema === null || root_name === null
        ? undefined
        : { schema: root_schema, name: root_name },
    partitionKey: JSON.parse(row.partition_key) as string[],
    columns: JSON.parse(row.columns) as ColumnFacts[],
    indexes: indexes.map((index) => ({ ...index, predicate: index.predicate ?? undefined })),
    foreignKeys: JSON.parse(row.foreign_keys) as ForeignKeyFacts[],
  };
}
