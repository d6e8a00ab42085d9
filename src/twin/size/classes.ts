import { possibleOthers } from "./distinct.ts";
import type { ColumnStatistics } from "./read/columns.ts";
import type { IndexColumn } from "./read/indexes.ts";

/** Values of one column that are alike: a common value, all NULLs, or values of about one size. */
export interface ValueClass {
  /** Fraction of the rows. */
  readonly fraction: number;
  /** How many different values the rows of this class may have, of which they have some by chance. */
  readonly distinct: number;
  /** Bytes as stored; undefined is NULL. */
  readonly size: number | undefined;
}

/** What the planner assumes where there are no statistics (`DEFAULT_NUM_DISTINCT`, `get_typavgwidth`). */
const DEFAULT_DISTINCT = 200;
const DEFAULT_WIDTH = 32;

/** The values of a column, in at most `most` classes and one for NULL. */
export function classesOf(
  column: IndexColumn,
  statistics: ColumnStatistics | undefined,
  /** Of the table, all of them. */
  rows: number,
  most: number,
): ValueClass[] {
  const fixed = column.type.length > 0 ? column.type.length : undefined;
  if (statistics === undefined)
    return [
      {
        fraction: 1,
        distinct: column.type.name === "bool" ? 2 : Math.min(DEFAULT_DISTINCT, rows),
        size: fixed ?? DEFAULT_WIDTH,
      },
    ];
  const { nullFraction, frequencies, commonSizes, width } = statistics;
  const nulls = nullFraction > 0 ? [{ fraction: nullFraction, distinct: 1, size: undefined }] : [];
  const common = frequencies.map((fraction, at) => ({
    fraction,
    distinct: 1,
    size: fixed ?? commonSizes?.[at] ?? width,
  }));
  return [
    ...nulls,
    ...merged(common, most >> 1),
    ...others(statistics, { rows, fixed, most: most >> 1 }),
  ];
}

/** The values that are not among the most common ones: equal shares by the sizes of the histogram's bounds. */
function others(
  statistics: ColumnStatistics,
  { rows, fixed, most }: { rows: number; fixed: number | undefined; most: number },
): ValueClass[] {
  const { nullFraction, frequencies, sizes, width } = statistics;
  const fraction = 1 - nullFraction - frequencies.reduce((sum, one) => sum + one, 0);
  const distinct = possibleOthers(statistics, rows);
  if (fraction * rows < 0.5 || distinct === 0) return [];
  if (fixed !== undefined || sizes === null || sizes.length === 0)
    return [{ fraction, distinct, size: fixed ?? width }];
  const each = { fraction: fraction / sizes.length, distinct: distinct / sizes.length };
  return merged(
    sizes.map((size) => ({ ...each, size })),
    most,
  );
}

/** Those alike become one class: of the same size, then neighbours by frequency and size, with their average. */
function merged(classes: readonly (ValueClass & { size: number })[], most: number): ValueClass[] {
  const sorted = bySize(classes).toSorted((a, b) => b.fraction - a.fraction || a.size - b.size);
  if (sorted.length <= most) return sorted;
  // The largest are told apart; those that follow share what is left of the classes.
  const alone = most >> 1;
  const rest = sorted.slice(alone);
  const share = Math.ceil(rest.length / (most - alone));
  const result: ValueClass[] = sorted.slice(0, alone);
  for (let from = 0; from < rest.length; from += share) {
    const group = rest.slice(from, from + share);
    const sum = (of: (one: ValueClass & { size: number }) => number): number =>
      group.reduce((total, one) => total + of(one), 0);
    result.push({
      fraction: sum(({ fraction }) => fraction),
      distinct: sum(({ distinct }) => distinct),
      size: sum(({ size }) => size) / group.length,
    });
  }
  return result;
}

/** Others of one size; a common value stays alone. */
function bySize<T extends ValueClass & { size: number }>(classes: readonly T[]): T[] {
  const found = new Map<string, T>();
  for (const one of classes) {
    const key = one.distinct === 1 ? `${found.size} alone` : String(one.size);
    const same = found.get(key);
    if (same === undefined) found.set(key, one);
    else
      found.set(key, {
        ...same,
        fraction: same.fraction + one.fraction,
        distinct: same.distinct + one.distinct,
      });
  }
  return [...found.values()];
}
