import { maxAlign, type KeyClass } from "../keys.ts";

/** Items that lie on leaf pages: tuples of `bytes` bytes, of which `truncated` are gone when one becomes the page's high key. */
export interface Items {
  readonly count: number;
  readonly bytes: number;
  readonly truncated: number;
}

/** `maxpostingsize` in `_bt_load`: a tenth of a page. */
const LARGEST_POSTING = 812;
const TID = 6;

/** How many rows that have one key may be in one tuple. */
const postingCapacity = (bytes: number): number =>
  Math.max(1, Math.floor(((LARGEST_POSTING & ~7) - bytes) / TID));

/**
 * Rows of one class as items. Without deduplication each row is one. With it, rows are spread over the keys by chance (Poisson), and
 * those of one key share posting lists.
 */
export function itemsOf(
  { rows, distinct, bytes }: KeyClass,
  deduplicate: boolean,
): readonly Items[] {
  if (rows <= 0) return [];
  if (!deduplicate || distinct >= rows * 1000) return [{ count: rows, bytes, truncated: 0 }];
  const mean = rows / distinct;
  if (mean > 50) return evenly({ keys: distinct, mean, bytes });
  const items: Items[] = [];
  let chance = Math.exp(-mean);
  for (let copies = 1; copies < mean * 3 + 20; copies += 1) {
    chance *= mean / copies;
    items.push(...ofKey(distinct * chance, copies, bytes));
  }
  return items;
}

/** Many rows for each key: the last posting list of a key is on average half full. */
function evenly({ keys, mean, bytes }: { keys: number; mean: number; bytes: number }): Items[] {
  const spread = Math.sqrt(mean) / 2;
  // An exact count where there is one key or so; around the mean where there are many.
  if (keys < 8) return ofKey(keys, mean, bytes);
  return [-2, -1, 0, 1, 2].flatMap((step) => ofKey(keys / 5, mean + step * spread, bytes));
}

function ofKey(keys: number, copies: number, bytes: number): Items[] {
  const capacity = postingCapacity(bytes);
  const full = Math.floor(copies / capacity);
  const rest = copies - full * capacity;
  const items: Items[] = [];
  if (full > 0) items.push({ count: keys * full, ...posting(capacity, bytes) });
  if (rest > 0) items.push({ count: keys * Math.min(1, rest), ...posting(rest, bytes) });
  return items;
}

function posting(copies: number, bytes: number): { bytes: number; truncated: number } {
  if (copies <= 1) return { bytes, truncated: 0 };
  const whole = maxAlign(bytes + Math.ceil(copies) * TID);
  return { bytes: whole, truncated: whole - bytes };
}
