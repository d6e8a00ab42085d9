import type { Session } from "../../core/session.ts";
import { sizeBtree } from "./btree/model.ts";
import type { Facts } from "./facts.ts";
import { sizeGin } from "./gin/model.ts";
import { sizeBrin } from "./brin.ts";
import { sizeGist } from "./gist.ts";
import { sizeHash } from "./hash.ts";
import { sizeSpgist } from "./spgist.ts";
import { readColumns, statisticsOf, type RememberedColumns } from "./read/columns.ts";
import {
  combinationsOf,
  readCombinations,
  type RememberedCombinations,
} from "./read/combinations.ts";
import { readIndexes, type IndexFacts } from "./read/indexes.ts";
import { readRows, tableRows } from "./read/rows.ts";
import type { IndexSize, KnownSize } from "./types.ts";

/** What has been read of tables' statistics: true for as long as these stay as they are. */
export interface Remembered {
  readonly columns: RememberedColumns;
  readonly combinations: RememberedCombinations;
}

export const nothingRemembered = (): Remembered => ({
  columns: new Map(),
  combinations: { tables: new Set(), found: new Map() },
});

/**
 * The size that indexes have when they are freshly built, by a model of each access method on the planner's statistics: nothing of the
 * indexes themselves is read. Indexes whose size is `known` keep it, and get the figures of their first page alone. Partitioned indexes
 * and those of access methods that are not Postgres's own are left out. A handful of round trips for any number of indexes.
 */
export async function sizeIndexes(
  session: Session,
  oids: readonly string[],
  known: ReadonlyMap<string, KnownSize> = new Map(),
  remembered: Remembered = nothingRemembered(),
): Promise<ReadonlyMap<string, IndexSize>> {
  const indexes = await readIndexes(session, oids);
  const isKnown = ({ oid, method }: IndexFacts): boolean => known.has(oid) && method !== "gin";
  const columns = await readColumns(session, indexes, isKnown, remembered.columns);
  const combinations = await readCombinations(session, indexes, remembered.combinations);
  const rows = await readRows(session, indexes);
  const factsOf = (index: IndexFacts): Facts => ({
    rows: rows.get(index.oid) ?? 0,
    tableRows: index.reltuples < 0 ? (rows.get(index.oid) ?? 0) : tableRows(index),
    tablePages: index.tablePages,
    statistics: (column) => statisticsOf(columns, index, column),
    distinctKeys: () => combinationsOf(combinations, index),
  });
  const sizes = new Map<string, IndexSize>();
  for (const index of indexes) {
    const size = sizeIndex(index, factsOf(index), known.get(index.oid));
    if (size !== undefined) sizes.set(index.oid, size);
  }
  return sizes;
}

function sizeIndex(index: IndexFacts, facts: Facts, known?: KnownSize): IndexSize | undefined {
  switch (index.method) {
    case "btree":
      return sizeBtree(index, facts, known);
    case "gin":
      return sizeGin(index, facts, known);
    case "gist":
      return sizeGist(index, facts, known);
    case "spgist":
      return sizeSpgist(index, facts, known);
    case "brin":
      return sizeBrin(index, facts, known);
    case "hash":
      return sizeHash(index, facts, known);
    default:
      return known;
  }
}
