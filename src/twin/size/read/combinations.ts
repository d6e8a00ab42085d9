import type { Session } from "../../../core/session.ts";
import type { IndexFacts } from "./indexes.ts";

/** Different values of several columns together, by table and columns: from extended statistics. */
export type Combinations = ReadonlyMap<string, number>;

/** One round trip, and none where no index has several columns. */
export async function readCombinations(
  session: Session,
  indexes: readonly IndexFacts[],
): Promise<Combinations> {
  const several = indexes.filter(({ keys }) => keys > 1);
  if (several.length === 0) return new Map();
  const rows = await session.query<{
    schema: string;
    table: string;
    columns: string[];
    numbers: number[];
    distinct: Record<string, number>;
  }>(COMBINATIONS, [several.map(({ schema }) => schema), several.map(({ table }) => table)]);
  const found = new Map<string, number>();
  for (const { schema, table, columns, numbers, distinct } of rows)
    for (const [members, values] of Object.entries(distinct)) {
      const names = members.split(", ").map((member) => columns[numbers.indexOf(Number(member))]);
      // Members below zero are expressions.
      const known = names.filter((name) => name !== undefined);
      if (known.length === names.length) found.set(keyOf(schema, table, known), values);
    }
  return found;
}

/** Of the index's key columns, when none is an expression. */
export function combinationsOf(combinations: Combinations, index: IndexFacts): number | undefined {
  const names = index.columns.slice(0, index.keys).flatMap(({ column }) => column ?? []);
  if (names.length < index.keys) return undefined;
  return combinations.get(keyOf(index.schema, index.table, names));
}

const keyOf = (schema: string, table: string, columns: readonly string[]): string =>
  JSON.stringify([schema, table, ...columns.toSorted((a, b) => (a < b ? -1 : 1))]);

const COMBINATIONS = `
  select s.schemaname as schema, s.tablename as "table", to_json(s.attnames) as columns, s.n_distinct::text::json as distinct,
         (select json_agg(a.attnum order by one.at) from pg_catalog.unnest(s.attnames) with ordinality one (name, at)
            join pg_catalog.pg_attribute a on a.attrelid = t.oid and a.attname = one.name) as numbers
    from pg_catalog.pg_stats_ext s
    join pg_catalog.pg_namespace n on n.nspname = s.schemaname
    join pg_catalog.pg_class t on t.relnamespace = n.oid and t.relname = s.tablename
   where s.n_distinct is not null and (s.schemaname::text, s.tablename::text) in (
           select * from rows from (pg_catalog.unnest($1::text[]), pg_catalog.unnest($2::text[])) as wanted)
   order by s.inherited desc`;
