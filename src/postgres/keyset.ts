import type { Session } from "../core/session.ts";
import type { Statement } from "../sql/parse.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import { simpleSelect, type SimpleSelect } from "./simple-select.ts";

/** A total order of a statement's rows, by which the next page can begin after a key instead of after a number of rows. */
export interface Keyset {
  /** What the key's columns are called in the output. */
  readonly columns: readonly string[];
  /** The statement as it stands already has this order. */
  readonly ordered: boolean;
  /** The statement in this order, at most `limit` rows; after the key in `$n`, `$n+1`... when `first` is such an n. */
  sql(limit: number, first?: number): string;
}

interface Facts {
  readonly required: readonly string[];
  readonly keys: readonly (readonly string[])[];
}

/**
 * Columns that are never null, and the keys made of them: the primary one first. A parent in classic inheritance has none, as its
 * children may repeat its keys.
 */
const FACTS = `
select
  coalesce((select array_agg(attname::text) from pg_attribute where attrelid = c.oid and attnum > 0 and attnotnull and not attisdropped), '{}') as required,
  coalesce((select jsonb_agg(k.columns order by k.indisprimary desc, cardinality(k.columns), k.indexrelid) from (
    select i.indisprimary, i.indexrelid, array_agg(a.attname::text order by n) as columns
    from pg_index i
    cross join generate_series(0, i.indnkeyatts - 1) n
    join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[n] and a.attnotnull
    where i.indrelid = c.oid and i.indisunique and i.indisvalid and i.indimmediate and i.indpred is null
    group by i.indexrelid, i.indisprimary, i.indnkeyatts
    having count(*) = i.indnkeyatts
  ) k), '[]') as keys
from pg_class c
where c.oid = to_regclass($1) and (c.relkind = 'p' or (c.relkind = 'r' and not c.relhassubclass))`;

/** Undefined where no total order can be proved: then rows have to be counted. */
export async function keysetOf(
  statement: Statement,
  session: Session,
): Promise<Keyset | undefined> {
  const select = await simpleSelect(statement);
  if (select === undefined) return undefined;
  const [facts] = await session.query<{ required: string[]; keys: string[][] }>(FACTS, [
    select.table,
  ]);
  return facts === undefined ? undefined : chooseKey(select, facts);
}

function chooseKey(select: SimpleSelect, { required, keys }: Facts): Keyset | undefined {
  const { order, outputs } = select;
  const descending = order[0]?.descending ?? false;
  const outputOf = (column: string): string | undefined =>
    outputs === undefined ? column : outputs.get(column);
  const oneWay = order.every(
    (item) => item.descending === descending && required.includes(item.column),
  );
  const key = keys.find((columns) => columns.every((column) => outputOf(column) !== undefined));
  if (!oneWay || key === undefined) return undefined;
  const sorted = order.map(({ column }) => column);
  const total = key.every((column) => sorted.includes(column));
  const columns = [...new Set([...sorted, ...key])].map(outputOf);
  if (!columns.every((column) => column !== undefined)) return undefined;
  return {
    columns,
    ordered: total && order.length > 0,
    sql: (limit, first) => pageSql(select.head, columns, descending, limit, first),
  };
}

function pageSql(
  head: string,
  columns: readonly string[],
  descending: boolean,
  limit: number,
  first: number | undefined,
): string {
  const key = columns.map((column) => `page.${quoteIdentifier(column)}`);
  const values = columns.map((_, index) => `$${(first ?? 0) + index}`);
  const where =
    first === undefined
      ? ""
      : `where (${key.join(", ")}) ${descending ? "<" : ">"} (${values.join(", ")})\n`;
  const order = key.map((column) => (descending ? `${column} desc` : column)).join(", ");
  // The head may end in a comment, so it has its own lines.
  return `select * from (\n${head}\n) as page\n${where}order by ${order}\nlimit ${limit}`;
}
