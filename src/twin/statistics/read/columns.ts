import type { Session } from "../../../core/session.ts";
import { jsonRows } from "../../../postgres/catalog/read/source.ts";
import type { ColumnStatistics } from "../types.ts";
import { isRead } from "./scope.ts";

/** What `pg_stats` and, but for ranges, `pg_stats_ext_exprs` have under these names. */
export const valuesOf = (view: string): string => `
  ${view}.null_frac, ${view}.avg_width, ${view}.n_distinct,
  ${view}.most_common_vals::text, ${view}.most_common_freqs::text,
  ${view}.histogram_bounds::text, ${view}.correlation,
  ${view}.most_common_elems::text, ${view}.most_common_elem_freqs::text, ${view}.elem_count_histogram::text`;

/** Postgres shows them from 17 on. */
const ranges = `s.range_length_histogram::text, s.range_empty_frac, s.range_bounds_histogram::text`;
export const noRanges = `null::text as range_length_histogram, null::real as range_empty_frac, null::text as range_bounds_histogram`;

const sql = (version: number): string => `
  select n.nspname as schema, c.relname as relation, a.attname as "column",
         case when c.relkind in ('i', 'I') then a.attnum end as position, s.inherited,
         y.typname as type,
         (select o.option_value::float8 from pg_options_to_table(a.attoptions) o
           where o.option_name = case when s.inherited then 'n_distinct_inherited' else 'n_distinct' end) as override,
         (select json_build_array(rn.nspname, r.relname, ra.attname)
            from pg_constraint k
            join pg_class r on r.oid = k.confrelid
            join pg_namespace rn on rn.oid = r.relnamespace
            join pg_attribute ra on ra.attrelid = r.oid
             and ra.attnum = k.confkey[array_position(k.conkey, a.attnum)]
           where k.contype = 'f' and k.conrelid = c.oid and a.attnum = any(k.conkey)
           order by cardinality(k.conkey), k.oid limit 1) as references,
         ${valuesOf("s")}, ${version >= 170_000 ? ranges : noRanges}
    from pg_stats s
    join pg_namespace n on n.nspname = s.schemaname
    join pg_class c on c.relnamespace = n.oid and c.relname = s.tablename
    left join pg_index i on i.indexrelid = c.oid
    join pg_class t on t.oid = coalesce(i.indrelid, c.oid)
    join pg_attribute a on a.attrelid = c.oid and a.attname = s.attname
    join pg_type x on x.oid = a.atttypid
    join pg_type y on y.oid = coalesce(nullif(x.typbasetype, 0), x.oid)
   where ${isRead("t", "n")}
   order by n.nspname, c.relname, a.attnum, s.inherited`;

/** Of tables, and of the expressions of indexes. */
export function readColumns(
  session: Session,
  scope: readonly unknown[],
): Promise<ColumnStatistics[]> {
  return jsonRows<ColumnStatistics>(session, sql(session.version), scope);
}
