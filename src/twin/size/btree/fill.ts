import { dealer } from "../draw.ts";
import type { Items } from "./groups.ts";

/** Room for line pointers and tuples: a page without header, special space, and the line pointer of the high key. */
const ROOM = 8192 - 24 - 16 - 4;
const LINE_POINTER = 4;
/** What suffix truncation may add to a high key. */
const TID_SPACE = 8;
/** Pages that are really filled: a few where all tuples are alike. */
const SAMPLED = 30;
const SAMPLED_ALIKE = 4;

/**
 * How many pages the items take, filled one after the other as `_bt_buildadd` does: a page is full when the next tuple does not fit, or
 * when less than `spare` bytes are left; its last tuple then becomes the high key and moves to the next page. A few hundred pages are
 * filled in this way, and the others are like them.
 */
export function leafPages(all: readonly Items[], spare: number): number {
  const items = all.filter(({ count }) => count > 0);
  const total = items.reduce((sum, { count }) => sum + count, 0);
  if (total < 1) return total > 0 ? 1 : 0;
  const next = dealer(items);
  const sampled = items.length === 1 ? SAMPLED_ALIKE : SAMPLED;
  let pages = 1;
  let placed = 0;
  let onPage = 0;
  let free = ROOM;
  let last: Items | undefined;
  while (placed < total && pages <= sampled) {
    const item = next();
    if (item === undefined) break;
    const available = free - LINE_POINTER;
    const full =
      last !== undefined &&
      onPage > 1 &&
      (available < item.bytes + TID_SPACE || available + last.truncated < spare);
    if (full && last !== undefined) {
      pages += 1;
      free = ROOM - last.bytes - LINE_POINTER;
      onPage = 1;
    }
    free -= item.bytes + LINE_POINTER;
    onPage += 1;
    placed += 1;
    last = item;
  }
  return placed >= total ? pages : ((pages - 1) * total) / (placed - onPage);
}
