import type { CommonCombination, Dependency, DistinctCombination } from "./types.ts";

/**
 * How Postgres 14 to 18 keep extended statistics (src/backend/statistics: mvdistinct.c, dependencies.c, mcv.c): packed, little endian on
 * all platforms of Neon and of the embedded Postgres. Bytes travel as the text of a bytea, `\x...`. Members of combinations are the numbers
 * of columns and, from -1 downwards, expressions.
 */
const DISTINCT = { magic: 0xa352bfa4, count: 4 } as const;
const DEPENDENCIES = { magic: 0xb4549a2c, count: 2 } as const;
const MCV_MAGIC = 0xe1a651c2;
const HEADER = 12;

interface Layout {
  readonly magic: number;
  /** Bytes of the number of members. */
  readonly count: 2 | 4;
}

interface Item {
  readonly value: number;
  readonly members: readonly number[];
}

/** Null where there is nothing; `columns` are the numbers of the columns, in the order of the statistics. */
export function decodeDistinct(
  bytes: string | null,
  columns: readonly number[],
): DistinctCombination[] | null {
  const items = decode(bytes, DISTINCT, columns);
  return items?.map(({ value, members }) => ({ members, n_distinct: value })) ?? null;
}

export function decodeDependencies(
  bytes: string | null,
  columns: readonly number[],
): Dependency[] | null {
  const items = decode(bytes, DEPENDENCIES, columns);
  return items?.map(({ value, members }) => ({ members, degree: value })) ?? null;
}

export function encodeDistinct(
  items: readonly DistinctCombination[] | null,
  columns: readonly number[],
): string | null {
  const plain = items?.map(({ members, n_distinct }) => ({ members, value: n_distinct }));
  return encode(plain, DISTINCT, columns);
}

export function encodeDependencies(
  items: readonly Dependency[] | null,
  columns: readonly number[],
): string | null {
  const plain = items?.map(({ members, degree }) => ({ members, value: degree }));
  return encode(plain, DEPENDENCIES, columns);
}

function decode(text: string | null, layout: Layout, columns: readonly number[]): Item[] | null {
  if (text === null) return null;
  const bytes = Buffer.from(text.slice(2), "hex");
  if (bytes.length < HEADER || bytes.readUInt32LE(0) !== layout.magic) return null;
  const items: Item[] = [];
  for (let at = HEADER; at < bytes.length;) {
    const value = bytes.readDoubleLE(at);
    const count = bytes.readUIntLE(at + 8, layout.count);
    at += 8 + layout.count;
    const members = Array.from({ length: count }, (_, index) => {
      const number = bytes.readInt16LE(at + 2 * index);
      return number < 0 ? columns.length - 1 - number : columns.indexOf(number);
    });
    at += 2 * count;
    items.push({ value, members });
  }
  return items;
}

function encode(
  items: readonly Item[] | undefined,
  layout: Layout,
  columns: readonly number[],
): string | null {
  if (items === undefined || items.length === 0) return null;
  const header = Buffer.alloc(HEADER);
  header.writeUInt32LE(layout.magic, 0);
  header.writeUInt32LE(1, 4);
  header.writeUInt32LE(items.length, 8);
  const parts = items.map(({ value, members }) => {
    const part = Buffer.alloc(8 + layout.count + 2 * members.length);
    part.writeDoubleLE(value, 0);
    part.writeUIntLE(members.length, 8, layout.count);
    for (const [index, member] of members.entries())
      part.writeInt16LE(
        columns[member] ?? columns.length - 1 - member,
        8 + layout.count + 2 * index,
      );
    return part;
  });
  return `\\x${Buffer.concat([header, ...parts]).toString("hex")}`;
}

/**
 * A list that ANALYZE made of one row for each combination, with the order and the frequencies of `items`. `found` are its combinations in
 * its own order. Null when they are others. Items come last and are of one size: a flag for each NULL, two frequencies, an index for each value.
 */
export function patchMcv(
  text: string,
  found: readonly (readonly (string | null)[])[],
  items: readonly CommonCombination[],
): string | null {
  const bytes = Buffer.from(text.slice(2), "hex");
  if (bytes.length < HEADER || bytes.readUInt32LE(0) !== MCV_MAGIC || found.length !== items.length)
    return null;
  const members = bytes.readUInt16LE(HEADER);
  const size = 3 * members + 16;
  const start = bytes.length - size * items.length;
  const places = new Map(found.map((values, at) => [JSON.stringify(values), at]));
  const parts = items.map(({ values, frequency, base }) => {
    const place = places.get(JSON.stringify(values));
    if (place === undefined) return undefined;
    const part = Buffer.from(bytes.subarray(start + place * size, start + (place + 1) * size));
    part.writeDoubleLE(frequency, members);
    part.writeDoubleLE(base, members + 8);
    return part;
  });
  const known = parts.filter((part) => part !== undefined);
  if (known.length < items.length) return null;
  return `\\x${Buffer.concat([bytes.subarray(0, start), ...known]).toString("hex")}`;
}
