import type { Missing } from "../../../core/twin.ts";
import { jsonRows } from "../../../postgres/catalog/read/source.ts";
import { qualified } from "../../../sql/quote.ts";
import { encodeDependencies, encodeDistinct } from "../serialized.ts";
import type { ExtendedStatistics } from "../types.ts";
import type { Place } from "./place.ts";
import { ABSENT, isRefusal, reasonOf } from "./restore.ts";
import { dropScratch, fillScratch } from "./scratch.ts";
import { writeExtended } from "./write.ts";
import type { ExtendedRow } from "./write.ts";

/** A statistics object of the twin, with its columns in the order of the statistics. */
interface Found {
  readonly schema: string;
  readonly name: string;
  readonly oid: number;
  readonly keys: readonly { readonly number: number; readonly column: string }[];
}

const find = `
  select n.nspname as schema, x.stxname as name, x.oid::int8 as oid,
         (select coalesce(json_agg(json_build_object('number', a.attnum, 'column', a.attname) order by a.attnum), '[]')
            from pg_attribute a where a.attrelid = x.stxrelid and a.attnum = any(x.stxkeys::int2[])) as keys
    from pg_statistic_ext x
    join pg_namespace n on n.oid = x.stxnamespace
   where (n.nspname, x.stxname) in
         (select o.schema, o.name from json_to_recordset($1) as o(schema name, name name))`;

/**
 * Postgres 18 has no function that restores extended statistics, so the superuser writes their rows. Whatever holds values of columns is made
 * by the owner, in a scratch table, because reading a value may run functions of the schema.
 */
export async function importExtended(
  on: Place,
  extended: readonly ExtendedStatistics[],
): Promise<Missing[]> {
  if (extended.length === 0) return [];
  const names = extended.map(({ schema, name }) => ({ schema, name }));
  const rows = await jsonRows<Found>(on.owner, find, [JSON.stringify(names)]);
  const found = new Map(rows.map((row) => [qualified(row.schema, row.name), row]));
  const ready: ExtendedRow[] = [];
  const missing: Missing[] = [];
  for (const statistics of extended) {
    const name = qualified(statistics.schema, statistics.name);
    const { row, refused } = await prepare(on, statistics, found.get(name));
    if (row !== undefined) ready.push(row);
    missing.push(...refused.map((reason) => ({ object: `extended statistics ${name}`, reason })));
  }
  await writeExtended(on.superuser, ready);
  await dropScratch(on.owner);
  return missing;
}

interface Prepared {
  readonly row?: ExtendedRow;
  readonly refused: readonly string[];
}

async function prepare(
  on: Place,
  statistics: ExtendedStatistics,
  twin: Found | undefined,
): Promise<Prepared> {
  const order = twin?.keys.map(({ column }) => statistics.columns.indexOf(column)) ?? [];
  if (twin === undefined || order.length < statistics.columns.length || order.includes(-1))
    return { refused: [ABSENT] };
  try {
    const scratch = await fillScratch(on, { oid: twin.oid, statistics, order });
    const numbers = new Map(twin.keys.map(({ column, number }) => [column, number]));
    const columns = statistics.columns.map((column) => numbers.get(column) ?? 0);
    return {
      refused: scratch.refused,
      row: {
        oid: twin.oid,
        inherited: statistics.inherited,
        n_distinct: encodeDistinct(statistics.n_distinct, columns),
        dependencies: encodeDependencies(statistics.dependencies, columns),
        ...scratch,
      },
    };
  } catch (error) {
    if (isRefusal(error)) return { refused: [reasonOf(error)] };
    throw error;
  }
}
