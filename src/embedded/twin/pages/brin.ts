import { CONTENTS, emptyPage, PAGE_BYTES, setLower } from "./page.ts";
import type { BrinFigures } from "./types.ts";

/** `BrinSpecialSpace`: the kind of page is in its last two bytes. */
const SPECIAL_BYTES = 8;
const IS_META = 0xf0_91;
const MAGIC = 0xa8_10_9c_fa;
const VERSION = 1;
/** `sizeof(BrinMetaPageData)` */
const META_BYTES = 16;

/** The metapage: how many heap pages a range has, and the last page of the map of ranges, the first of which is page 1. */
export function brinPages({ pagesPerRange, revmapPages }: BrinFigures): Map<number, Buffer> {
  const page = emptyPage(SPECIAL_BYTES);
  [MAGIC, VERSION, pagesPerRange, revmapPages].forEach((field, at) => {
    page.writeUInt32LE(field, CONTENTS + 4 * at);
  });
  setLower(page, CONTENTS + META_BYTES);
  page.writeUInt16LE(IS_META, PAGE_BYTES - 2);
  return new Map([[0, page]]);
}
