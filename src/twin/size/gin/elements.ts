import type { ColumnStatistics, ElementStatistics } from "../read/columns.ts";
import type { IndexColumn } from "../read/indexes.ts";
import { tailKeys, type Keys } from "./keys.ts";

/** Of a tsvector: its headers; around each lexeme its place in the array, and a little more than one position, aligned. */
const VECTOR_HEADER = 8;
const LEXEME_OVERHEAD = 8.75;

/** How many different elements a value has on average. */
export function elementsEach(
  column: IndexColumn,
  { width }: ColumnStatistics,
  { values, frequencies, counts }: ElementStatistics,
): number {
  const each = counts?.at(-1);
  if (each !== undefined) return each;
  const shares = values.map((_, at) => frequencies[at] ?? 0);
  const mass = shares.reduce((sum, one) => sum + one, 0);
  const lexemes = values.reduce(
    (sum, value, at) => sum + Buffer.byteLength(value) * (shares[at] ?? 0),
    0,
  );
  return Math.max(mass, (width - VECTOR_HEADER) / (lexemes / mass + LEXEME_OVERHEAD));
}

/** Keys of arrays and tsvectors, whose elements ANALYZE counts. `rows` are those that are not null. */
export function elementKeys(
  column: IndexColumn,
  statistics: ColumnStatistics,
  elements: ElementStatistics,
  rows: number,
): Keys[] {
  const frequencies = elements.frequencies.slice(0, elements.values.length);
  const sizes = elements.values.map((value) => elementBytes(column, value));
  const mass = frequencies.reduce((sum, one) => sum + one, 0);
  const each = elementsEach(column, statistics, elements);
  const known = sizes.map((size, at) => ({
    count: 1,
    rows: Math.max(1, (frequencies[at] ?? 0) * rows),
    bytes: size,
  }));
  const sorted = known.map((key) => key.rows).toSorted((a, b) => b - a);
  const last = sorted.at(-1) ?? 1;
  const middle = sorted[sorted.length >> 1] ?? last;
  return [
    ...known,
    ...tailKeys({
      last,
      rank: sorted.length,
      slope: Math.log(middle / last) / Math.LN2,
      occurrences: Math.max(0, each - mass) * rows,
      bytes: average(sizes),
    }),
  ];
}

function elementBytes({ type }: IndexColumn, value: string): number {
  return type.length > 0 ? type.length : Buffer.byteLength(value) + 1;
}

const average = (values: readonly number[]): number =>
  values.reduce((sum, one) => sum + one, 0) / Math.max(1, values.length);
