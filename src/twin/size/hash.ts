import { classesOf } from "./classes.ts";
import { seen } from "./distinct.ts";
import type { Facts } from "./facts.ts";
import { optionOf } from "./options.ts";
import type { IndexFacts } from "./read/indexes.ts";
import type { IndexSize, KnownSize } from "./types.ts";

/** A hash code in an index tuple, with its line pointer. */
const ITEM = 20;
/** A page without header and special space. */
const PER_PAGE = Math.floor((8192 - 24 - 16) / ITEM);
/** Up to here the buckets double; beyond, they double in four steps (`HASH_SPLITPOINT_GROUPS_WITH_ONE_PHASE`). */
const DOUBLING = 2 ** 9;
/** Overflow pages that one bitmap page keeps account of. */
const BITMAP_BITS = 32_768;

/** Metapage, buckets, bitmaps, and the overflow pages of buckets with too many rows. NULLs are not in a hash index. */
export function sizeHash(index: IndexFacts, facts: Facts, known?: KnownSize): IndexSize {
  if (known !== undefined) return known;
  const [column] = index.columns;
  const classes =
    column === undefined
      ? []
      : classesOf(column, facts.statistics(column), facts.tableRows, 128).filter(
          ({ size }) => size !== undefined,
        );
  const rows = classes.reduce((sum, { fraction }) => sum + fraction * facts.rows, 0);
  const fillfactor = Number(optionOf(index, "fillfactor") ?? 75);
  const perBucket = Math.floor(Math.floor((8192 * fillfactor) / 100) / ITEM);
  const buckets = allocated(Math.max(2, Math.ceil(rows / perBucket)));
  // Values with many rows fill buckets of their own; the others are spread over all buckets.
  let overflow = 0;
  let [spread, variance] = [0, 0];
  for (const { fraction, distinct } of classes) {
    const present = seen(fraction * facts.rows, distinct);
    const each = (fraction * facts.rows) / Math.max(1, present);
    if (each > PER_PAGE / 2 && present < buckets)
      overflow += present * Math.max(0, Math.ceil(each / PER_PAGE) - 1);
    else {
      spread += (present * each) / buckets;
      variance += (present * each * (each + 1)) / buckets;
    }
  }
  overflow += buckets * overflowing(spread, Math.sqrt(variance));
  const pages = 1 + buckets + Math.ceil((overflow + 1) / BITMAP_BITS) + Math.round(overflow);
  return { pages, tuples: facts.rows };
}

/** How many buckets are in the file when so many are used. */
function allocated(used: number): number {
  const doubled = 2 ** Math.ceil(Math.log2(used));
  if (doubled <= DOUBLING * 2) return doubled;
  const half = doubled / 2;
  return half + (Math.ceil((used - half) / (half / 4)) * half) / 4;
}

/** Overflow pages of a bucket whose rows are spread around a mean: normal, in steps of a tenth of the deviation. */
function overflowing(mean: number, deviation: number): number {
  let [pages, weight] = [0, 0];
  for (let step = -40; step <= 40; step += 1) {
    const chance = Math.exp(-((step / 10) ** 2) / 2);
    const rows = mean + (step / 10) * deviation;
    pages += chance * Math.max(0, Math.ceil(rows / PER_PAGE) - 1);
    weight += chance;
  }
  return pages / weight;
}
