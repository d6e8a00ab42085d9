export const PAGE_BYTES = 8192;
/** Where the contents of a page begin. */
export const CONTENTS = 24;

/** `PG_PAGE_LAYOUT_VERSION`, in the low byte of the page's size. */
const LAYOUT_VERSION = 4;

/**
 * An empty page with the header of Postgres on a little-endian machine, with so much space at its end for the access method. It has no
 * checksum: with those the page would be refused.
 */
export function emptyPage(specialBytes: number): Buffer {
  const page = Buffer.alloc(PAGE_BYTES);
  setLower(page, CONTENTS);
  page.writeUInt16LE(PAGE_BYTES - specialBytes, 14);
  page.writeUInt16LE(PAGE_BYTES - specialBytes, 16);
  page.writeUInt16LE(PAGE_BYTES | LAYOUT_VERSION, 18);
  return page;
}

/** `pd_lower`: up to where the page is used from its beginning. */
export function setLower(page: Buffer, offset: number): void {
  page.writeUInt16LE(offset, 12);
}

/** Places a tuple after the others, with its line pointer. */
export function addTuple(page: Buffer, tuple: Buffer): void {
  const lower = page.readUInt16LE(12);
  const at = page.readUInt16LE(14) - tuple.length;
  tuple.copy(page, at);
  page.writeUInt16LE(at, 14);
  // lp_off, LP_NORMAL and lp_len in 15, 2 and 15 bits
  page.writeUInt32LE(((tuple.length << 17) | (1 << 15) | at) >>> 0, lower);
  setLower(page, lower + 4);
}
