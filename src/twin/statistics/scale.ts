import { qualified } from "../../sql/quote.ts";
import { scaleColumn } from "./scale/columns.ts";
import { scaleExtended } from "./scale/extended.ts";
import { growthOf } from "./scale/growth.ts";
import { scaleRelation } from "./scale/relations.ts";
import type { Statistics } from "./types.ts";

/**
 * As if tables had `factor` times the rows: all of them, or those named (qualified and quoted) with their partitions. The same kind of rows
 * over the same time: keys go on as they began and what refers to them follows, so do combinations of them; a status, a country or a day has as
 * many values as before, each with its share of the rows; "the last 30 days" are the same days and the same share.
 */
export function scaleStatistics(
  statistics: Statistics,
  factor: number,
  tables?: readonly string[],
): Statistics {
  const scaled = new Set(withPartitions(statistics, tables));
  const isScaled = (schema: string, table: string): boolean => scaled.has(qualified(schema, table));
  const relations = statistics.relations.map((relation) =>
    isScaled(relation.schema, relation.table ?? relation.name)
      ? scaleRelation(relation, factor)
      : relation,
  );
  const growth = growthOf(statistics, factor, isScaled);
  return {
    ...statistics,
    relations,
    columns: statistics.columns.map((column) => scaleColumn(column, growth(column))),
    extended: statistics.extended.map((extended) =>
      isScaled(...extended.table) ? scaleExtended(extended, growth, factor) : extended,
    ),
  };
}

/** The tables, by default all, with the partitions of those that are partitioned: qualified and quoted. */
export function withPartitions(statistics: Statistics, tables?: readonly string[]): string[] {
  const all = statistics.relations.filter(({ table }) => table === null);
  const named = new Set(tables ?? all.map(({ schema, name }) => qualified(schema, name)));
  for (let size = -1; size < named.size;) {
    size = named.size;
    for (const { schema, name, parent } of all)
      if (parent !== null && named.has(qualified(...parent))) named.add(qualified(schema, name));
  }
  return [...named];
}
