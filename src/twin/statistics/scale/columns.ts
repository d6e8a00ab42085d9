import type { ColumnStatistics } from "../types.ts";
import { extendBounds } from "./bounds.ts";
import type { Growth } from "./growth.ts";

/** A key's common values become rarer as there are more of them: each keeps the rows that it has. */
export function scaleColumn(column: ColumnStatistics, growth: Growth): ColumnStatistics {
  const { n_distinct, histogram_bounds, most_common_freqs, type } = column;
  if (growth.kind === "fixed") {
    if (n_distinct >= 0 || growth.rows === 0) return column;
    return { ...column, n_distinct: Math.max(1, Math.round(-n_distinct * growth.rows)) };
  }
  if (growth.kind !== "keys") return column;
  const { factor, origin, rows } = growth;
  return {
    ...column,
    n_distinct:
      rows === undefined ? grown(n_distinct, factor) : grownApart(n_distinct, factor, rows),
    most_common_freqs: most_common_freqs === null ? null : divide(most_common_freqs, factor),
    histogram_bounds:
      histogram_bounds === null || origin === null
        ? histogram_bounds
        : extendBounds(histogram_bounds, type, { factor, origin }),
  };
}

const grown = (distinct: number, factor: number): number =>
  distinct > 0 ? Math.max(1, Math.round(distinct * factor)) : distinct;

/** As a number: a share of the rows would follow them rather than the keys. */
function grownApart(
  distinct: number,
  factor: number,
  [before, after]: readonly [number, number],
): number {
  if (distinct === 0 || before === 0) return distinct;
  const count = distinct > 0 ? distinct : -distinct * before;
  return Math.min(grown(count, factor), Math.max(1, Math.round(after)));
}

/** In a smaller table they would be more than all rows: then they stay. */
function divide(frequencies: string, factor: number): string {
  if (factor <= 1) return frequencies;
  const divided = frequencies
    .slice(1, -1)
    .split(",")
    .map((value) => Number(value) / factor);
  return `{${divided.join(",")}}`;
}
