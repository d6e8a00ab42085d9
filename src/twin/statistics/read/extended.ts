import type { Session } from "../../../core/session.ts";
import { jsonRows } from "../../../postgres/catalog/read/source.ts";
import type { ExtendedStatistics, ValueStatistics } from "../types.ts";
import { decodeDependencies, decodeDistinct } from "../serialized.ts";
import { noRanges, valuesOf } from "./columns.ts";
import { isRead } from "./scope.ts";

interface Row extends Pick<ExtendedStatistics, "schema" | "name" | "table" | "inherited"> {
  /** In the order of their numbers, which is that of the statistics. */
  readonly keys: readonly { readonly number: number; readonly column: string }[];
  /** What Postgres prints of these is rounded; the bytes are open to whoever may see that. */
  readonly n_distinct: string | null;
  readonly dependencies: string | null;
  readonly combinations: readonly (readonly (string | null)[])[] | null;
  readonly frequencies: readonly number[];
  readonly bases: readonly number[];
  readonly expressions: readonly Nullable<ValueStatistics>[];
}

/** All null where ANALYZE made nothing of an expression. */
type Nullable<T> = { readonly [K in keyof T]: T[K] | null };

/** Postgres 14 has one row for each object: of a partitioned table that with its partitions, otherwise that without inheritors. */
const sql = (version: number): string => {
  const inherited = version >= 150_000 ? "s.inherited" : "t.relkind = 'p'";
  const sameRow = version >= 150_000 ? "and e.inherited is not distinct from s.inherited" : "";
  return `
  select sn.nspname as schema, x.stxname as name, json_build_array(n.nspname, t.relname) as "table",
         coalesce(${inherited}, false) as inherited,
         (select coalesce(json_agg(json_build_object('number', a.attnum, 'column', a.attname) order by a.attnum), '[]')
            from pg_attribute a where a.attrelid = t.oid and a.attnum = any(x.stxkeys::int2[])) as keys,
         s.n_distinct::bytea::text as n_distinct, s.dependencies::bytea::text as dependencies,
         to_json(s.most_common_vals) as combinations, s.most_common_freqs as frequencies,
         s.most_common_base_freqs as bases,
         coalesce((select json_agg(q order by array_position(s.exprs, q.expr))
            from (select e.expr, ${valuesOf("e")}, ${noRanges} from pg_stats_ext_exprs e
                   where e.statistics_schemaname = s.statistics_schemaname
                     and e.statistics_name = s.statistics_name ${sameRow}) q), '[]') as expressions
    from pg_stats_ext s
    join pg_namespace sn on sn.nspname = s.statistics_schemaname
    join pg_statistic_ext x on x.stxnamespace = sn.oid and x.stxname = s.statistics_name
    join pg_class t on t.oid = x.stxrelid
    join pg_namespace n on n.oid = t.relnamespace
   where (s.n_distinct is not null or s.dependencies is not null or s.most_common_vals is not null
          or s.exprs is not null)
     and ${isRead("t", "n")}
   order by sn.nspname, x.stxname, inherited`;
};

/** Statistics objects that ANALYZE has filled. */
export async function readExtended(
  session: Session,
  scope: readonly unknown[],
): Promise<ExtendedStatistics[]> {
  const rows = await jsonRows<Row>(session, sql(session.version), scope);
  return rows.map(({ schema, name, table, inherited, keys, ...row }) => {
    const numbers = keys.map(({ number }) => number);
    return {
      schema,
      name,
      table,
      inherited,
      columns: keys.map(({ column }) => column),
      n_distinct: decodeDistinct(row.n_distinct, numbers),
      dependencies: decodeDependencies(row.dependencies, numbers),
      mcv:
        row.combinations?.map((values, at) => ({
          values,
          frequency: row.frequencies[at] ?? 0,
          base: row.bases[at] ?? 0,
        })) ?? null,
      expressions: row.expressions.map(filled),
    };
  });
}

function filled(row: Nullable<ValueStatistics>): ValueStatistics | null {
  const { null_frac, avg_width, n_distinct } = row;
  if (null_frac === null || avg_width === null || n_distinct === null) return null;
  return { ...row, null_frac, avg_width, n_distinct };
}
