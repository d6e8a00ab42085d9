import type { Session } from "../../../core/session.ts";
import { jsonRows } from "../../../postgres/catalog/read/source.ts";
import { qualified } from "../../../sql/quote.ts";
import type { ColumnStatistics, Statistics } from "../types.ts";
import { askEach } from "./ask.ts";
import { keyAt } from "./key.ts";
import { isRead } from "./scope.ts";

/** A btree of all rows in the usual order of its first key, which is a column or an expression, and a statement for the key's ends. */
interface Asked {
  readonly schema: string;
  readonly index: string;
  readonly relation: string;
  readonly column: string;
  readonly statement: string;
}

const sql = `
  select n.nspname as schema, c.relname as index, relation, a.attname as "column",
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
   order by n.nspname, relation, a.attname, c.relname`;

/**
 * How far values reach, on indexes and in histograms. That of ANALYZE ends with the least and the greatest value of its sample that is not a
 * common one; the planner takes the real ones from an index where a comparison falls into an outer bin (`get_actual_variable_range`),
 * and then knows for sure what lies beyond them.
 */
export async function withEnds(
  session: Session,
  scope: readonly unknown[],
  { relations, columns }: Indexed,
): Promise<Indexed> {
  const bounded = new Set(columns.filter(hasHistogram).map(nameOf));
  const all = await jsonRows<Asked>(session, sql, scope);
  const asked = all.filter((one) => bounded.has(nameOf(one)));
  const statements = [...new Set(asked.map(({ statement }) => statement))];
  const answers = await askEach(session, statements);
  const answerOf = new Map(statements.map((statement, at) => [statement, endsOf(answers[at])]));
  const ofIndex = new Map<string, Ends | undefined>();
  const ofColumn = new Map<string, Ends | undefined>();
  for (const { schema, index, statement, ...rest } of asked) {
    ofIndex.set(qualified(schema, index), answerOf.get(statement));
    ofColumn.set(nameOf({ schema, ...rest }), answerOf.get(statement));
  }
  return {
    relations: relations.map((relation) => ({
      ...relation,
      ends: ofIndex.get(qualified(relation.schema, relation.name)) ?? null,
    })),
    columns: columns.map((column) => {
      const ends = ofColumn.get(nameOf(column));
      if (!hasHistogram(column) || ends === undefined) return column;
      return { ...column, histogram_bounds: replaceEnds(column.histogram_bounds, ends) };
    }),
  };
}

type Indexed = Pick<Statistics, "relations" | "columns">;
type Ends = readonly [string, string];

/** Values wider than ANALYZE takes are left out. */
function endsOf(answer: unknown): Ends | undefined {
  const [least, greatest] = (answer ?? []) as readonly (string | null)[];
  if (least == null || greatest == null) return undefined;
  const wide = [least, greatest].some((value) => Buffer.byteLength(value) > WIDEST);
  return wide ? undefined : [least, greatest];
}

/** `WIDTH_THRESHOLD` of ANALYZE, in bytes. */
const WIDEST = 1024;

const hasHistogram = (
  column: ColumnStatistics,
): column is ColumnStatistics & { readonly histogram_bounds: string } =>
  !column.inherited && column.histogram_bounds !== null;

const nameOf = ({
  schema,
  relation,
  column,
}: Pick<Asked, "schema" | "relation" | "column">): string =>
  JSON.stringify([schema, relation, column]);

/** Of the text of an array with two elements or more. */
const replaceEnds = (bounds: string, [least, greatest]: Ends): string =>
  bounds
    .replace(/(?<=^\{)(?:"(?:[^"\\]|\\.)*"|[^",{}]+)(?=,)/s, () => quoteElement(least))
    .replace(/(?<=,)(?:"(?:[^"\\]|\\.)*"|[^",{}]+)(?=\}$)/s, () => quoteElement(greatest));

/** As Postgres prints an element of an array. */
const quoteElement = (value: string): string =>
  /^$|^null$|["\\{},\s]/i.test(value) ? `"${value.replace(/["\\]/g, String.raw`\$&`)}"` : value;
