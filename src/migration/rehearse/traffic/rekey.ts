import type { Row, Session } from "../../../core/session.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";

/** Which columns of which relation keys are the values of. A renamed column keeps its number. */
export interface KeyColumns {
  readonly relation: number;
  readonly numbers: readonly number[];
}

/** Undefined where there is no such relation, or it has not all of the columns. `name` is qualified and quoted. */
export async function readKeyColumns(
  session: Session,
  name: string,
  key: readonly string[],
): Promise<KeyColumns | undefined> {
  const rows = await session.query<{ relation: number; number: number }>(
    `select a.attrelid::int8 as relation, a.attnum::int4 as number
     from pg_catalog.unnest($2::text[]) with ordinality k (name, place)
     join pg_catalog.pg_attribute a on a.attrelid = pg_catalog.to_regclass($1) and a.attname = k.name and not a.attisdropped
     order by k.place`,
    [name, key],
  );
  const [first] = rows;
  return first === undefined || rows.length < key.length
    ? undefined
    : { relation: first.relation, numbers: rows.map(({ number }) => number) };
}

/**
 * The keys that rows have now by those they had, both as JSON, where other columns of the same relation have taken the names of the key:
 * a key of another type stands beside the old one for a while. Undefined where the key is what it was, or the old one is gone.
 */
export async function readNewKeys(
  session: Session,
  name: string,
  was: KeyColumns,
  is: KeyColumns,
): Promise<ReadonlyMap<string, string> | undefined> {
  if (was.relation !== is.relation || was.numbers.join() === is.numbers.join()) return undefined;
  const columns = await session.query<{ number: number; name: string }>(
    "select attnum::int4 as number, attname::text as name from pg_catalog.pg_attribute where attrelid = $1::int8::oid and attnum > 0 and not attisdropped",
    [is.relation],
  );
  const names = new Map(columns.map((column) => [column.number, quoteIdentifier(column.name)]));
  const fields = [...was.numbers, ...is.numbers].map((number) => names.get(number));
  if (fields.includes(undefined)) return undefined;
  const rows = await session.query<Row>(
    `select ${fields.map((field, at) => `${String(field)}::text as k${at}`).join(", ")} from ${name}`,
  );
  const width = was.numbers.length;
  const part = (row: Row, from: number): string =>
    JSON.stringify(was.numbers.map((_, at) => row[`k${from + at}`] ?? null));
  return new Map(rows.map((row) => [part(row, 0), part(row, width)]));
}
