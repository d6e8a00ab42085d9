import { dealer } from "../draw.ts";

/** Entry tuples of one size. */
export interface Entries {
  readonly count: number;
  /** With the posting list. */
  readonly bytes: number;
  /** Without it: what stands for a page on the level above. */
  readonly key: number;
}

/** A page without header and special space. */
const ROOM = 8192 - 24 - 8;
const LINE_POINTER = 4;
const SAMPLED_PAGES = 60;

/**
 * Pages of the tree of entries. CREATE INDEX inserts them in their order, and a full page is split in the middle (`entrySplitPage`), so
 * that pages are left a little more than half full.
 */
export function entryPages(entries: readonly Entries[]): number {
  const total = entries.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return 1;
  const key = entries.reduce((sum, one) => sum + one.count * one.key, 0) / total;
  let pages = 0;
  let level = levelPages(entries, total);
  for (pages += level; level > 1; pages += level)
    level = levelPages([{ count: level, bytes: key, key }], level);
  return pages;
}

function levelPages(entries: readonly Entries[], total: number): number {
  const next = dealer(entries);
  let page: number[] = [];
  let used = 0;
  let full = 0;
  let placed = 0;
  for (; placed < total && full < SAMPLED_PAGES; placed += 1) {
    const bytes = (next()?.bytes ?? 0) + LINE_POINTER;
    page.push(bytes);
    used += bytes;
    if (used + LINE_POINTER <= ROOM) continue;
    let [left, at] = [0, 0];
    while (left <= used / 2) left += page[at++] ?? used;
    page = page.slice(at);
    used -= left;
    full += 1;
  }
  if (placed >= total) return full + 1;
  return Math.ceil((full * total) / (placed - page.length));
}
