import type { IndexSize } from "../types.ts";
import { leafPages } from "./fill.ts";
import type { Items } from "./groups.ts";

/** Free space that CREATE INDEX leaves on pages above the leaves (`BTREE_NONLEAF_FILLFACTOR` is 70). */
const INNER_SPARE = Math.floor((8192 * 30) / 100);

export interface Leaves {
  readonly rows: number;
  /** Items in runs: those of one run are mixed, one run lies behind the other. */
  readonly runs: readonly (readonly Items[])[];
  /** Bytes of a tuple on the pages above. */
  readonly pivot: number;
  readonly fillfactor: number;
}

/** Leaves, the levels above them, and the metapage. An empty index has the metapage alone. */
export function builtBtree({ rows, runs, pivot, fillfactor }: Leaves): IndexSize {
  const spare = Math.floor((8192 * (100 - fillfactor)) / 100);
  const leaves = Math.ceil(runs.reduce((sum, run) => sum + leafPages(run, spare), 0) - 1e-6);
  if (leaves === 0) return { pages: 1, tuples: rows, btree: { height: 0 } };
  const { height, inner } = levelsAbove(leaves, pivot);
  return { pages: 1 + leaves + inner, tuples: rows, btree: { height } };
}

/** The height of a tree of so many pages, all told. */
export function heightOf(pages: number, pivot: number): number {
  let leaves = Math.max(1, pages - 1);
  // Of a few hundred pages one is above the leaves; it takes two rounds to find how many are not.
  for (let round = 0; round < 2; round += 1)
    leaves = Math.max(1, pages - 1 - levelsAbove(leaves, pivot).inner);
  return levelsAbove(leaves, pivot).height;
}

/** The most that a tuple may have (`BTMaxItemSize`): a page holds three. A wider one is refused, so no level is as large as the one below. */
const WIDEST = 2704;

/** The height of the tree and the pages of all levels above its leaves. */
function levelsAbove(leaves: number, pivot: number): { height: number; inner: number } {
  const bytes = Math.min(pivot, WIDEST);
  let height = 0;
  let inner = 0;
  for (let below = leaves; below > 1; height += 1) {
    below = Math.ceil(leafPages([{ count: below, bytes, truncated: 0 }], INNER_SPARE));
    inner += below;
  }
  return { height, inner };
}
