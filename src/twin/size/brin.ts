import { classesOf } from "./classes.ts";
import type { Facts } from "./facts.ts";
import { maxAlign } from "./keys.ts";
import { optionOf } from "./options.ts";
import type { IndexColumn, IndexFacts } from "./read/indexes.ts";
import type { IndexSize, KnownSize } from "./types.ts";

const LINE_POINTER = 4;
/** A page without header and special space. */
const ROOM = 8192 - 24 - 8;
/** Heap TIDs on a page of the map from ranges to summaries (`REVMAP_PAGE_MAXITEMS`). */
const PER_REVMAP_PAGE = 1360;
/** Block number and flags; two bits for each column follow where there are NULLs. */
const HEADER = 8;
const MULTI_HEADER = 20;
const BLOOM_HEADER = 16;
/** `MaxHeapTuplesPerPage` */
const ROWS_PER_PAGE = 291;

/** Metapage, the map of ranges, and a summary tuple for each range of heap pages. */
export function sizeBrin(index: IndexFacts, facts: Facts, known?: KnownSize): IndexSize {
  const pagesPerRange = Number(optionOf(index, "pages_per_range") ?? 128);
  const ranges = Math.max(1, Math.ceil(facts.tablePages / pagesPerRange));
  const revmapPages = Math.ceil(ranges / PER_REVMAP_PAGE);
  const brin = { pagesPerRange, revmapPages };
  if (known !== undefined) return { ...known, brin };
  const rows = (facts.rows / Math.max(1, facts.tablePages)) * pagesPerRange;
  const bytes = index.columns.reduce(
    (sum, column) => sum + summaryBytes(column, facts, { rows, pagesPerRange }),
    HEADER,
  );
  const perPage = Math.floor(ROOM / (maxAlign(bytes) + LINE_POINTER));
  const pages = 1 + revmapPages + Math.ceil(ranges / Math.max(1, perPage));
  return { pages, tuples: facts.rows, brin };
}

/** What one column has in a summary, by the kind of operator class. */
function summaryBytes(
  column: IndexColumn,
  facts: Facts,
  { rows, pagesPerRange }: { rows: number; pagesPerRange: number },
): number {
  const statistics = facts.statistics(column);
  const distinct = classesOf(column, statistics, facts.tableRows, 16).reduce(
    (sum, one) => sum + Math.min(one.distinct, one.fraction * rows),
    0,
  );
  const width = column.input.length > 0 ? column.input.length : (statistics?.width ?? 32);
  if (column.operators?.endsWith("minmax_multi_ops") === true)
    return MULTI_HEADER + (distinct > MULTI_VALUES ? MULTI_COMPACTED : distinct) * width;
  if (column.operators?.endsWith("bloom_ops") === true)
    return BLOOM_HEADER + bloomBytes(ROWS_PER_PAGE * pagesPerRange, distinct);
  // least and greatest
  return 2 * width;
}

/** `values_per_range`; when there are more, one range and half as many values are kept. */
const MULTI_VALUES = 32;
const MULTI_COMPACTED = 17;

/** What is longer than this is compressed in indexes (`TOAST_INDEX_TARGET`). */
const COMPRESSED = 508;
/** Hash functions of a filter that is wrong once in a hundred times. */
const HASHES = 7;

/**
 * A filter for a tenth of the rows that a range could have, one in a hundred wrong: the defaults of the operator classes. The zeros of
 * one that is nearly empty are compressed; around every other byte three quarters of a byte remain.
 */
function bloomBytes(rows: number, distinct: number): number {
  const bits = Math.ceil((Math.max(16, rows / 10) * -Math.log(0.01)) / Math.LN2 ** 2);
  const bytes = Math.ceil(bits / 8);
  const used = -bytes * Math.expm1((-HASHES * distinct) / bytes);
  return bytes > COMPRESSED ? Math.min(bytes, 1.75 * used) : bytes;
}
