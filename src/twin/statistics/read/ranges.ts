import type { Session } from "../../../core/session.ts";
import { jsonRows } from "../../../postgres/catalog/read/source.ts";
import type { ColumnStatistics } from "../types.ts";
import { askEach } from "./ask.ts";
import { isRead } from "./scope.ts";

interface Asked extends Pick<ColumnStatistics, "schema" | "relation" | "column" | "inherited"> {
  readonly statement: string;
}

type Answer = Partial<
  Pick<ColumnStatistics, "range_length_histogram" | "range_empty_frac" | "range_bounds_histogram">
>;

/** Rows, as ANALYZE samples. */
const SAMPLE = 30_000;

/** Of each column and a sample of its table. A multirange counts as the range that it spans, and the lengths are those of the type's own measure. */
const sql = `
  select n.nspname as schema, t.relname as relation, a.attname as "column", h.inherited,
         format($statement$
           with sample as materialized (
             select %1$s as v from %2$s %3$I.%4$I tablesample system (%5$s) repeatable (1) where %6$I is not null limit ${SAMPLE}),
           filled as (
             select %7$s(lower(v), null, case when lower_inc(v) then '[)' else '()' end) as l,
                    %7$s(null, upper(v), case when upper_inc(v) then '(]' else '()' end) as u,
                    case when lower_inf(v) or upper_inf(v) then 'Infinity' else %8$s end as length
               from sample where not isempty(v)),
           parts as (
             select percentile_disc(p) within group (order by l) as l, percentile_disc(p) within group (order by u) as u,
                    percentile_disc(p) within group (order by length) as length
               from filled, (select array(select (i * (n - 1) / (k - 1) + 0.5::float8) / n from generate_series(0, k - 1) i) as p
                               from (select count(*) as n, least(count(*), 101) as k from filled) c where n > 1) f
              group by p),
           bounds as (
             select at, %7$s(lower(low), upper(high), case when lower_inc(low) then '[' else '(' end || case when upper_inc(high) then ']' else ')' end) as b
               from parts, unnest(l, u) with ordinality as q(low, high, at))
           select json_build_object(
             'range_empty_frac', (select avg(isempty(v)::int) from sample),
             'range_length_histogram', length::text,
             'range_bounds_histogram', (select array_agg(b order by at)::text from bounds where not isempty(b)))
             from parts $statement$,
           case when y.typtype = 'm' then format('range_merge(%I)', a.attname) else quote_ident(a.attname) end,
           case when h.inherited then '' else 'only' end, n.nspname, t.relname,
           least(100, 100.0 * ${SAMPLE} / greatest(1, t.reltuples)), a.attname, format('%I.%I', rn.nspname, ry.typname),
           case when r.rngsubdiff::oid = 0 then '1.0::float8' else format('%s(upper(v), lower(v))', r.rngsubdiff) end) as statement
    from pg_class t
    join pg_namespace n on n.oid = t.relnamespace
    join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
    join pg_type y on y.oid = a.atttypid
    join pg_range r on a.atttypid in (r.rngtypid, r.rngmultitypid)
    join pg_type ry on ry.oid = r.rngtypid
    join pg_namespace rn on rn.oid = ry.typnamespace
    cross join (values (false), (true)) h(inherited)
   where t.reltuples > 0 and ${isRead("t", "n")}`;

/**
 * Columns with the histograms of ranges that ANALYZE keeps and Postgres does not show before 17, made of a sample in the way of
 * `compute_range_stats`.
 */
export async function withRanges(
  session: Session,
  scope: readonly unknown[],
  columns: readonly ColumnStatistics[],
): Promise<readonly ColumnStatistics[]> {
  if (session.version >= 170_000) return columns;
  const known = new Set(columns.map(nameOf));
  const all = await jsonRows<Asked>(session, sql, scope);
  const asked = all.filter((one) => known.has(nameOf(one)));
  const answers = await askEach(
    session,
    asked.map(({ statement }) => statement),
  );
  const ranges = new Map(asked.map((one, at) => [nameOf(one), answers[at] as Answer | null]));
  return columns.map((column) => ({ ...column, ...ranges.get(nameOf(column)) }));
}

const nameOf = ({ schema, relation, column, inherited }: Omit<Asked, "statement">): string =>
  JSON.stringify([schema, relation, column, inherited]);
