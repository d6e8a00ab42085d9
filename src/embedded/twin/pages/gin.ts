import { CONTENTS, emptyPage, PAGE_BYTES, setLower } from "./page.ts";
import type { GinFigures } from "./types.ts";

/** `GinPageOpaqueData` at the end of every page. */
const SPECIAL_BYTES = 8;
const IS_META = 8;
const IS_LEAF = 2;
const NO_BLOCK = 0xff_ff_ff_ff;
/** `sizeof(GinMetaPageData)` */
const META_BYTES = 56;
const VERSION = 2;

/** The metapage, whose figures the planner reads, and an empty root of the entries. There is nothing pending. */
export function ginPages(figures: GinFigures): Map<number, Buffer> {
  const page = ginPage(IS_META);
  page.writeUInt32LE(NO_BLOCK, CONTENTS);
  page.writeUInt32LE(NO_BLOCK, CONTENTS + 4);
  page.writeUInt32LE(figures.totalPages, CONTENTS + 24);
  page.writeUInt32LE(figures.entryPages, CONTENTS + 28);
  page.writeUInt32LE(figures.dataPages, CONTENTS + 32);
  page.writeBigInt64LE(BigInt(Math.round(figures.entries)), CONTENTS + 40);
  page.writeInt32LE(VERSION, CONTENTS + 48);
  setLower(page, CONTENTS + META_BYTES);
  return new Map([
    [0, page],
    [1, ginPage(IS_LEAF)],
  ]);
}

function ginPage(flags: number): Buffer {
  const page = emptyPage(SPECIAL_BYTES);
  page.writeUInt32LE(NO_BLOCK, PAGE_BYTES - SPECIAL_BYTES);
  page.writeUInt16LE(flags, PAGE_BYTES - 2);
  return page;
}
