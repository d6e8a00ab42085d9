import type { Session } from "../../../core/session.ts";
import { jsonRows } from "../../../postgres/catalog/read/source.ts";
import type { IndexFacts } from "./indexes.ts";

/** Different values of several columns together, by table and columns: from extended statistics. */
export type Combinations = ReadonlyMap<string, number>;

export interface RememberedCombinations {
  /** Those that have been read. */
  readonly tables: Set<string>;
  readonly found: Map<string, number>;
}

/** One round trip, and none where no index has several columns or their tables are remembered. */
export async function readCombinations(
  session: Session,
  indexes: readonly IndexFacts[],
  remembered: RememberedCombinations,
): Promise<Combinations> {
  const several = indexes.filter(({ keys }) => keys > 1);
  const names = new Map(
    several.map(({ schema, table }) => [keyOf(schema, table, []), { schema, table }]),
  );
  const asked = [...names].filter(([name]) => !remembered.tables.has(name));
  if (asked.length === 0) return remembered.found;
  const rows = await jsonRows<{
    schema: string;
    table: string;
    columns: string[];
    numbers: number[];
    distinct: Record<string, number>;
  }>(session, COMBINATIONS, [JSON.stringify(asked.map(([, table]) => table))]);
  for (const { schema, table, columns, numbers, distinct } of rows)
    for (const [members, values] of Object.entries(distinct)) {
      const known = members.split(", ").map((member) => columns[numbers.indexOf(Number(member))]);
      // Members below zero are expressions.
      const named = known.filter((name) => name !== undefined);
      if (named.length === known.length) remembered.found.set(keyOf(schema, table, named), values);
    }
  for (const [name] of asked) remembered.tables.add(name);
  return remembered.found;
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
           select wanted.schema, wanted."table" from json_to_recordset($1::json) as wanted (schema text, "table" text))
   order by s.inherited desc`;
