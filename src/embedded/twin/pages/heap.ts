import { CONTENTS, emptyPage, PAGE_BYTES } from "./page.ts";

/** A row's last value as it is stored, and its first, a bigint, which says which one it is. */
export interface StoredValue {
  readonly number: number;
  readonly bytes: Buffer;
  /** Of a type whose values are not all of one length. */
  readonly variable: boolean;
}

const HAS_VARIABLE = 2;
const HAS_EXTERNAL = 4;
const LP_NORMAL = 1;

/** The rows of a heap's pages: a bigint and one value that is not null, which then lies behind it without a gap. */
export function storedValues(file: Buffer): StoredValue[] {
  const values: StoredValue[] = [];
  for (let start = 0; start + PAGE_BYTES <= file.length; start += PAGE_BYTES) {
    const page = file.subarray(start, start + PAGE_BYTES);
    for (let pointer = CONTENTS; pointer < page.readUInt16LE(12); pointer += 4) {
      const line = page.readUInt32LE(pointer);
      if (((line >>> 15) & 3) !== LP_NORMAL) continue;
      const at = line & 0x7f_ff;
      const mask = page.readUInt16LE(at + 20);
      if ((mask & HAS_EXTERNAL) > 0) continue;
      const first = at + page.readUInt8(at + 22);
      values.push({
        number: Number(page.readBigInt64LE(first)),
        bytes: Buffer.from(page.subarray(first + 8, at + (line >>> 17))),
        variable: (mask & HAS_VARIABLE) > 0,
      });
    }
  }
  return values;
}

/** Of a visibility map that says of the first page that everybody sees its rows: an index tells of them without the heap. */
export function visibilityPage(): Buffer {
  const page = emptyPage(0);
  // VISIBILITYMAP_ALL_VISIBLE and VISIBILITYMAP_ALL_FROZEN
  page.writeUInt8(3, CONTENTS);
  return page;
}
