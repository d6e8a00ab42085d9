import { qualified } from "../sql/quote.ts";
import type { RelationStatistics, Statistics } from "./statistics/types.ts";

/** Statistics of these tables and their indexes; names are qualified. */
export const ofTables = (statistics: Statistics, tables: ReadonlySet<string>): Statistics =>
  select(statistics, ({ schema, name, table }) => tables.has(qualified(schema, table ?? name)));

/** Statistics of these tables and indexes. */
export const ofRelations = (
  statistics: Statistics,
  relations: ReadonlyMap<string, unknown>,
): Statistics => select(statistics, ({ schema, name }) => relations.has(qualified(schema, name)));

function select(
  statistics: Statistics,
  isWanted: (relation: RelationStatistics) => boolean,
): Statistics {
  const relations = statistics.relations.filter(isWanted);
  const names = new Set(relations.map(({ schema, name }) => qualified(schema, name)));
  return {
    ...statistics,
    relations,
    columns: statistics.columns.filter(({ schema, relation }) =>
      names.has(qualified(schema, relation)),
    ),
    extended: statistics.extended.filter(({ table }) => names.has(qualified(...table))),
  };
}
