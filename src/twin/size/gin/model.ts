import { classesOf } from "../classes.ts";
import { seen } from "../distinct.ts";
import type { Facts } from "../facts.ts";
import { maxAlign } from "../keys.ts";
import type { IndexColumn, IndexFacts } from "../read/indexes.ts";
import type { IndexSize, KnownSize } from "../types.ts";
import { elementKeys } from "./elements.ts";
import { entryPages, type Entries } from "./entries.ts";
import type { Keys } from "./keys.ts";
import { LARGEST_TUPLE, listBytes, treePages } from "./posting.ts";
import { extractor, sampledKeys } from "./sampled.ts";

/** Header of an index tuple; in an index of several columns each entry says which one it is of. */
const HEADER = 8;
const COLUMN_NUMBER = 2;

/** So much larger, and it holds keys that are too rare for statistics to tell of. */
const LARGER = 3;

/**
 * A GIN index as CREATE INDEX builds it. One whose size is known has pages of both kinds in the same proportion; where it is much larger,
 * what is beyond the pages of the keys that statistics tell of is taken up by others, and posting trees are as they were built.
 */
export function sizeGin(index: IndexFacts, facts: Facts, known?: KnownSize): IndexSize {
  const keys = index.columns.flatMap((column) => {
    const prefix = HEADER + (index.columns.length > 1 ? COLUMN_NUMBER : 0);
    return keysOf(column, facts).map((one) => ({ ...one, bytes: maxAlign(prefix + one.bytes) }));
  });
  const { lists, trees } = entriesOf(keys, facts.tablePages);
  const entries = entryPages(lists);
  const totalPages = 1 + entries + trees;
  const count = Math.round(keys.reduce((sum, one) => sum + one.count, 0));
  const gin = { totalPages, entryPages: entries, dataPages: trees, entries: count };
  if (known === undefined) return { pages: totalPages, tuples: facts.rows, gin };
  const { pages, tuples } = known;
  const scale = Math.max(1, pages - 1) / (totalPages - 1);
  const data = Math.min(Math.max(0, pages - 2), Math.round(trees * (scale > LARGER ? 1 : scale)));
  const entryShare = Math.max(1, pages - 1 - data);
  const more = Math.max(1, entryShare / Math.max(1, entries));
  return {
    pages,
    tuples,
    gin: {
      totalPages: pages,
      entryPages: entryShare,
      dataPages: data,
      entries: Math.round(count * more),
    },
  };
}

/** Keys with the bytes that are stored, NULL among them. */
function keysOf(column: IndexColumn, facts: Facts): Keys[] {
  const statistics = facts.statistics(column);
  const nulls = facts.rows * (statistics?.nullFraction ?? 0);
  const rows = facts.rows - nulls;
  const keys: Keys[] = nulls >= 1 ? [{ count: 1, rows: nulls, bytes: 8 }] : [];
  const extract = extractor(column);
  if (statistics?.elements != null)
    keys.push(...elementKeys(column, statistics, statistics.elements, rows));
  else if (statistics !== undefined && extract !== undefined)
    keys.push(...sampledKeys(statistics, extract, rows));
  else keys.push(...scalarKeys(column, facts));
  return keys;
}

/** Each value is a key (btree_gin), or nothing better is known. */
function scalarKeys(column: IndexColumn, facts: Facts): Keys[] {
  const classes = classesOf(column, facts.statistics(column), facts.tableRows, 64);
  return classes.flatMap(({ fraction, distinct, size }) => {
    const rows = fraction * facts.rows;
    const count = seen(rows, distinct);
    return size === undefined || count <= 0 ? [] : [{ count, rows: rows / count, bytes: size }];
  });
}

/** Entry tuples with posting lists, and the pages of the posting trees of those whose list would be too long. */
function entriesOf(keys: readonly Keys[], tablePages: number): { lists: Entries[]; trees: number } {
  let trees = 0;
  const lists = keys.map(({ count, rows, bytes }) => {
    const list = maxAlign(bytes + listBytes(rows, tablePages));
    if (list <= LARGEST_TUPLE) return { count, bytes: list, key: bytes };
    trees += count * treePages(rows, tablePages);
    return { count, bytes, key: bytes };
  });
  return { lists, trees: Math.round(trees) };
}
