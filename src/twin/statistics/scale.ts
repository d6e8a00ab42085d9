import { qualified } from "../../sql/quote.ts";
import { scaleColumn } from "./scale/columns.ts";
import { scaleExtended } from "./scale/extended.ts";
import { growthOf } from "./scale/growth.ts";
import { scaleRelation } from "./scale/relations.ts";
import type { Statistics } from "./types.ts";

/** One factor for all tables, or those that are named beside it; or each table by its own. Names are qualified and quoted. */
export type Factor = number | ReadonlyMap<string, number>;

/**
 * As if tables had `factor` times the rows: all of them, or those named with their partitions. The same kind of rows
 * over the same time: keys go on as they began and what refers to them follows, so do combinations of them; a status, a country or a day has as
 * many values as before, each with its share of the rows; "the last 30 days" are the same days and the same share.
 */
export function scaleStatistics(
  statistics: Statistics,
  factor: Factor,
  tables?: readonly string[],
): Statistics {
  const factors = factorsOf(statistics, factor, tables);
  const factorOf = (schema: string, table: string): number | undefined =>
    factors.get(qualified(schema, table));
  const relations = statistics.relations.map((relation) => {
    const own = factorOf(relation.schema, relation.table ?? relation.name);
    return own === undefined ? relation : scaleRelation(relation, own);
  });
  const growth = growthOf(statistics, factorOf);
  return {
    ...statistics,
    relations,
    columns: statistics.columns.map((column) => scaleColumn(column, growth(column))),
    extended: statistics.extended.map((extended) => {
      const own = factorOf(...extended.table);
      return own === undefined ? extended : scaleExtended(extended, growth, own);
    }),
  };
}

/** By table, partitions too, what is not the original's size. */
export function factorsOf(
  statistics: Statistics,
  factor: Factor,
  tables?: readonly string[],
): ReadonlyMap<string, number> {
  const groups: readonly (readonly [readonly string[] | undefined, number])[] =
    typeof factor === "number"
      ? [[tables, factor]]
      : Array.from(factor, ([table, own]) => [[table], own]);
  return new Map(
    groups
      .filter(([, own]) => own !== 1)
      .flatMap(([names, own]) =>
        withPartitions(statistics, names).map((table) => [table, own] as const),
      ),
  );
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
