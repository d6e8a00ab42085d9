import { addTuple, CONTENTS, emptyPage, PAGE_BYTES, setLower } from "./page.ts";
import type { StoredValue } from "./heap.ts";
import type { BtreeFigures } from "./types.ts";

/** `BTPageOpaqueData` at the end of every page. */
const SPECIAL_BYTES = 16;
const LEVEL = PAGE_BYTES - SPECIAL_BYTES + 8;
const FLAGS = PAGE_BYTES - SPECIAL_BYTES + 12;
const IS_LEAF = 1;
const IS_ROOT = 2;
const IS_META = 8;

const MAGIC = 0x05_31_62;
const VERSION = 4;
/** `sizeof(BTMetaPageData)` */
const META_BYTES = 48;

/**
 * A btree of that height with a few tuples or none: one page for each level, and the metapage that points to the root. The planner takes
 * the height from the metapage, and goes down to the leaf to see how far the values of a column reach (`get_actual_variable_range`);
 * where it finds none there, it goes on with the histogram. A file that is too small for the height gets what fits; one page is an index
 * without root.
 */
export function btreePages(
  pages: number,
  { height, tuples = [] }: BtreeFigures,
): Map<number, Buffer> {
  const levels = Math.min(height + 1, pages - 1);
  const written = new Map([[0, metapage(levels)]]);
  for (let block = 1; block <= levels; block += 1)
    written.set(
      block,
      levelPage(block, block === levels, block === 1 ? tuples : [downlink(block - 1)]),
    );
  return written;
}

/** The root of so many levels lies in the last of their pages. */
function metapage(levels: number): Buffer {
  const page = emptyPage(SPECIAL_BYTES);
  const level = Math.max(0, levels - 1);
  [MAGIC, VERSION, levels, level, levels, level].forEach((field, at) => {
    page.writeUInt32LE(field, CONTENTS + 4 * at);
  });
  // never cleaned up; that duplicates may share a tuple is left unsaid, which is always true
  page.writeDoubleLE(-1, CONTENTS + 32);
  setLower(page, CONTENTS + META_BYTES);
  page.writeUInt16LE(IS_META, FLAGS);
  return page;
}

/** The only page of its level, the leaf first. */
function levelPage(block: number, isRoot: boolean, tuples: readonly Buffer[]): Buffer {
  const page = emptyPage(SPECIAL_BYTES);
  for (const tuple of tuples) addTuple(page, tuple);
  page.writeUInt32LE(block - 1, LEVEL);
  page.writeUInt16LE((block === 1 ? IS_LEAF : 0) | (isRoot ? IS_ROOT : 0), FLAGS);
  return page;
}

/** The first tuple above the leaves has no key, as if it were minus infinity: a block number, and zero columns of a pivot. */
function downlink(block: number): Buffer {
  const tuple = Buffer.alloc(8);
  tuple.writeUInt16LE(block >>> 16, 0);
  tuple.writeUInt16LE(block & 0xff_ff, 2);
  // INDEX_ALT_TID_MASK and the tuple's size
  tuple.writeUInt16LE(0x20_00 | tuple.length, 6);
  return tuple;
}

const HAS_NULLS = 0x80_00;
const HAS_VARIABLE = 0x40_00;

/** A leaf's tuple of that row of the heap's first page, with a value in its first column and NULL in the others. */
export function leafTuple(
  { bytes, variable }: Pick<StoredValue, "bytes" | "variable">,
  columns: number,
  row: number,
): Buffer {
  // a bit for each of INDEX_MAX_KEYS columns, aligned
  const header = columns > 1 ? 16 : 8;
  const tuple = Buffer.alloc((header + bytes.length + 7) & ~7);
  tuple.writeUInt16LE(row, 4);
  tuple.writeUInt16LE(
    (columns > 1 ? HAS_NULLS : 0) | (variable ? HAS_VARIABLE : 0) | tuple.length,
    6,
  );
  if (columns > 1) tuple.writeUInt8(1, 8);
  bytes.copy(tuple, header);
  return tuple;
}
