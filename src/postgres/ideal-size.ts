const PAGE = 8_192;
/** Page header; of a B-tree's page, its special space too. */
const HEAP_HEADER = 24;
const TREE_HEADER = 24 + 16;
const POINTER = 4;
const aligned = (bytes: number): number => Math.ceil(bytes / 8) * 8;

/** Both by the planner's statistics. */
interface Entries {
  readonly count: number;
  /** Average bytes of the values, those that are null counted as none. */
  readonly width: number;
  /** Of 1. */
  readonly fillfactor: number;
}

/**
 * Bytes that the rows of a table would take when written anew: header of 23 bytes and the null bitmap, the average values of `pg_stats`,
 * a pointer each (Postgres manual, "Database Page Layout"). Padding between columns is not counted, so that it is a little too small.
 */
export function idealHeapBytes({
  count,
  width,
  fillfactor,
  columns,
}: Entries & { readonly columns: number }): number {
  const row = aligned(23 + columns / 8) + aligned(width) + POINTER;
  return pages(count * row, PAGE - HEAP_HEADER, fillfactor);
}

/**
 * Bytes that the leaves of a B-tree would take when built anew. `distinct`: equal keys are stored once, with six bytes for each row;
 * below 0 it is a share of the entries, as in `pg_stats`.
 */
export function idealTreeBytes({
  count,
  width,
  fillfactor,
  distinct,
}: Entries & { readonly distinct: number | undefined }): number {
  const entry = 8 + aligned(width) + POINTER;
  const plain = count * entry;
  const room = PAGE - TREE_HEADER;
  if (distinct === undefined) return pages(plain, room, fillfactor);
  const groups = distinct < 0 ? -distinct * count : distinct;
  return pages(Math.min(plain, groups * entry + count * 6), room, fillfactor);
}

const pages = (bytes: number, room: number, filled: number): number =>
  Math.ceil(bytes / (room * filled)) * PAGE;
