import type { Session } from "../../../core/session.ts";
import type { Missing } from "../../../core/twin.ts";
import { jsonRows } from "../../../postgres/catalog/read/source.ts";
import { qualified } from "../../../sql/quote.ts";
import type { ColumnStatistics } from "../types.ts";
import { isRead } from "./scope.ts";

interface Row {
  readonly schema: string;
  readonly name: string;
  readonly column: string | null;
  readonly reason: keyof typeof reasons;
}

const reasons = {
  rights: "The role may not read all of its columns, and pg_stats shows only what it may read.",
  "row security": "Row security applies to the role, and pg_stats shows nothing of such a table.",
  ranges: "Postgres shows the histograms of ranges from 17 on.",
} as const;

/** Range columns are asked for in versions that cannot show their histograms. */
const sql = (version: number): string => `
  select n.nspname as schema, t.relname as name, null as "column",
         case when row_security_active(t.oid) then 'row security' else 'rights' end as reason
    from pg_class t
    join pg_namespace n on n.oid = t.relnamespace
   where t.reltuples > 0 and ${isRead("t", "n")}
     and (row_security_active(t.oid) or exists (
       select from pg_attribute a where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
          and not has_column_privilege(t.oid, a.attnum, 'select')))
  union all
  select n.nspname, t.relname, a.attname, 'ranges'
    from pg_class t
    join pg_namespace n on n.oid = t.relnamespace
    join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
    join pg_type y on y.oid = a.atttypid
   where ${version < 170_000} and y.typtype in ('r', 'm') and t.reltuples > 0 and ${isRead("t", "n")}
   order by 1, 2, 3`;

/** Statistics that are there and that Postgres does not show to this role, or in this version. */
export async function readHidden(session: Session, scope: readonly unknown[]): Promise<Missing[]> {
  const rows = await jsonRows<Row>(session, sql(session.version), scope);
  return rows.map(({ schema, name, column, reason }) => ({
    object: objectOf(schema, name, column),
    reason: reasons[reason],
  }));
}

const objectOf = (schema: string, name: string, column: string | null): string =>
  `statistics of ${column === null ? "" : `column ${column} of `}${qualified(schema, name)}`;

/** Without the ranges whose histograms were made from a sample. */
export function withoutFound(
  missing: readonly Missing[],
  columns: readonly ColumnStatistics[],
): Missing[] {
  const found = new Set(
    columns
      .filter(({ range_bounds_histogram }) => range_bounds_histogram !== null)
      .map(({ schema, relation, column }) => objectOf(schema, relation, column)),
  );
  return missing.filter(({ object, reason }) => reason !== reasons.ranges || !found.has(object));
}
