import { brinPages } from "./brin.ts";
import { btreePages } from "./btree.ts";
import { ginPages } from "./gin.ts";
import type { IndexFigures } from "./types.ts";

/**
 * The pages, by block number, that have to be in the file of an empty index for the planner to find these figures there; the rest of the
 * file may be a hole. For a Postgres 18 without data checksums, which has not read the pages yet. Of hash, GiST and SP-GiST the planner
 * reads no page, and no page is returned.
 */
export function pagesOf({ pages, btree, gin, brin }: IndexFigures): ReadonlyMap<number, Buffer> {
  if (pages < 1) return new Map();
  if (btree !== undefined) return btreePages(pages, btree);
  if (gin !== undefined) return ginPages(gin);
  if (brin !== undefined) return brinPages(brin);
  return new Map();
}
