import type { ValueClass } from "./classes.ts";
import type { IndexColumn } from "./read/indexes.ts";

/** Keys of an index whose columns are each of one class. */
export interface KeyClass {
  readonly rows: number;
  /** Different keys that these rows may have. */
  readonly distinct: number;
  /** Bytes of the index tuple without heap TIDs. */
  readonly bytes: number;
}

const HEADER = 8;
const NULL_BITMAP = 4;

export const maxAlign = (bytes: number): number => Math.ceil(bytes / 8) * 8;

const ALIGNMENT = { c: 1, s: 2, i: 4, d: 8 } as const;

/** Every combination of the columns' classes, as if the columns had nothing to do with each other. */
export function combinations(classes: readonly (readonly ValueClass[])[]): readonly ValueClass[][] {
  let found: readonly ValueClass[][] = [[]];
  for (const choices of classes)
    found = found.flatMap((values) => choices.map((choice) => [...values, choice]));
  return found;
}

/** The keys whose columns are of these classes. */
export function keyClass(
  columns: readonly IndexColumn[],
  values: readonly ValueClass[],
  rows: number,
): KeyClass {
  const product = (of: (value: ValueClass) => number): number =>
    values.reduce((result, value) => result * of(value), 1);
  return {
    rows: rows * product(({ fraction }) => fraction),
    distinct: product(({ distinct }) => distinct),
    bytes: tupleBytes(columns, values),
  };
}

/** As `index_form_tuple` lays it out: a NULL brings the bitmap; a short varlena is not aligned. */
function tupleBytes(columns: readonly IndexColumn[], values: readonly ValueClass[]): number {
  const nulls = values.some(({ size }) => size === undefined);
  let offset = nulls ? maxAlign(HEADER + NULL_BITMAP) : HEADER;
  values.forEach(({ size }, at) => {
    const type = columns[at]?.type;
    if (size === undefined || type === undefined) return;
    const unaligned = type.length < 0 && size < 127;
    const align = unaligned ? 1 : ALIGNMENT[type.align];
    offset = Math.ceil(offset / align) * align + size;
  });
  return maxAlign(offset);
}
