/** A posting list begins with its first TID and the length of what follows. */
const LIST_HEADER = 8;
/** `GinMaxItemSize`: what is longer becomes a tree of its own. */
export const LARGEST_TUPLE = 2712;
/** `GinDataPageMaxDataSize` */
const DATA_PAGE = 8152;
/** Lists on the pages of a tree are at most 384 bytes long, and become 256 when they are packed again. */
const SEGMENT = 384;
/** Downlinks of 10 bytes on a page above. */
const DOWNLINKS = 815;

/**
 * Bytes of a compressed posting list of so many heap TIDs that are spread over the table by chance. Each is the distance from the one
 * before in 7 bits a byte, a page being 2,048 places.
 */
export function listBytes(tids: number, tablePages: number): number {
  const bytes = LIST_HEADER + Math.max(0, tids - 1) * distanceBytes(tids, tablePages);
  return Math.ceil(bytes / 2) * 2;
}

function distanceBytes(tids: number, tablePages: number): number {
  const gap = Math.max(tablePages, 1) / tids;
  const within = 1 - gap * -Math.expm1(-1 / gap);
  const upTo = (pages: number): number => -Math.expm1(-pages / gap);
  return (
    1 + (1 - within) + (1 - within) * (1 - upTo(7.5)) + (1 - upTo(1023.5)) + (1 - upTo(131_071.5))
  );
}

/** Pages of a posting tree, which CREATE INDEX fills from left to right. */
export function treePages(tids: number, tablePages: number): number {
  const each = distanceBytes(tids, tablePages);
  const perList = Math.floor((SEGMENT - LIST_HEADER) / each) + 1;
  const perPage = Math.floor(DATA_PAGE / SEGMENT) * perList;
  const leaves = Math.ceil(tids / perPage);
  let pages = leaves;
  for (let level = leaves; level > 1; pages += level) level = Math.ceil(level / DOWNLINKS);
  return pages;
}
