import type { Session } from "../../../core/session.ts";
import { jsonRows } from "../../../postgres/catalog/read/source.ts";
import type { ColumnStatistics } from "../types.ts";
import { askEach } from "./ask.ts";
import { keyAt } from "./key.ts";
import { isRead } from "./scope.ts";

/** A column or expression that leads an index of all rows in its usual order, and a statement for its least and greatest value. */
interface Asked {
  readonly schema: string;
  readonly relation: string;
  readonly column: string;
  readonly statement: string;
}

const sql = `
  select distinct on (n.nspname, relation, a.attname)
         n.nspname as schema, relation, a.attname as "column",
         format('select json_build_array((select format(''%%s'', %1$s) from only %2$I.%3$I where %1$s is not null order by %1$s limit 1), '
             || '(select format(''%%s'', %1$s) from only %2$I.%3$I where %1$s is not null order by %1$s desc limit 1))',
           ${keyAt("i", "1")}, n.nspname, t.relname) as statement
    from pg_index i
    join pg_class c on c.oid = i.indexrelid and c.relkind = 'i'
    join pg_am am on am.oid = c.relam and am.amname = 'btree'
    join pg_class t on t.oid = i.indrelid
    join pg_namespace n on n.oid = t.relnamespace
    join pg_opclass oc on oc.oid = i.indclass[0] and oc.opcdefault
    join pg_attribute a on a.attrelid = case i.indkey[0] when 0 then c.oid else t.oid end
     and a.attnum = case i.indkey[0] when 0 then 1 else i.indkey[0] end
     and a.attcollation = i.indcollation[0]
    cross join lateral (select case i.indkey[0] when 0 then c.relname else t.relname end) r(relation)
   where i.indisvalid and i.indpred is null and ${isRead("t", "n")}
   order by n.nspname, relation, a.attname, c.relpages`;

/**
 * Histograms that reach as far as the values do. That of ANALYZE ends with the least and the greatest value of its sample that is not a common one;
 * the planner takes the real ones from an index where a comparison falls into an outer bin (`get_actual_variable_range`), and the
 * twin's indexes are empty.
 */
export async function withEnds(
  session: Session,
  scope: readonly unknown[],
  columns: readonly ColumnStatistics[],
): Promise<readonly ColumnStatistics[]> {
  const bounded = new Set(columns.filter(hasHistogram).map(nameOf));
  const all = await jsonRows<Asked>(session, sql, scope);
  const asked = all.filter((one) => bounded.has(nameOf(one)));
  const answers = await askEach(
    session,
    asked.map(({ statement }) => statement),
  );
  const ends = new Map(asked.map((one, at) => [nameOf(one), answers[at]]));
  return columns.map((column) => {
    const [least, greatest] = (ends.get(nameOf(column)) ?? []) as readonly (string | null)[];
    if (!hasHistogram(column) || least == null || greatest == null) return column;
    const histogram = replaceEnds(column.histogram_bounds, least, greatest);
    return { ...column, histogram_bounds: histogram };
  });
}

const hasHistogram = (
  column: ColumnStatistics,
): column is ColumnStatistics & { readonly histogram_bounds: string } =>
  !column.inherited && column.histogram_bounds !== null;

const nameOf = ({ schema, relation, column }: Omit<Asked, "statement">): string =>
  JSON.stringify([schema, relation, column]);

/** Of the text of an array with two elements or more. Values wider than ANALYZE takes are left out. */
function replaceEnds(bounds: string, least: string, greatest: string): string {
  const element = (value: string, before: string): string =>
    Buffer.byteLength(value) > WIDEST ? before : quoteElement(value);
  return bounds
    .replace(/(?<=^\{)(?:"(?:[^"\\]|\\.)*"|[^",{}]+)(?=,)/s, (before) => element(least, before))
    .replace(/(?<=,)(?:"(?:[^"\\]|\\.)*"|[^",{}]+)(?=\}$)/s, (before) => element(greatest, before));
}

/** As Postgres prints an element of an array. */
const quoteElement = (value: string): string =>
  /^$|^null$|["\\{},\s]/i.test(value) ? `"${value.replace(/["\\]/g, String.raw`\$&`)}"` : value;

/** `WIDTH_THRESHOLD` of ANALYZE, in bytes. */
const WIDEST = 1024;
