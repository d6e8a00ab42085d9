import type { ColumnStatistics } from "./read/columns.ts";

/** Rows that ANALYZE looks at for each unit of the statistics target, and the default target. */
const ROWS_PER_TARGET = 300;
const DEFAULT_TARGET = 100;

/** How many of the possible values are seen at least once in so many rows that have them by chance. */
export const seen = (rows: number, possible: number): number =>
  possible <= 0 || rows <= 0 ? 0 : -possible * Math.expm1(-rows / possible);

/**
 * How many values those rows can have whose value is not among the most common: as many as make ANALYZE's estimator (Haas and Stokes)
 * say `n_distinct`. The estimator itself falls short where a few values have most of the rows, or the sample is a large part of the table.
 */
export function possibleOthers(statistics: ColumnStatistics, rows: number): number {
  const { nullFraction, frequencies, distinct } = statistics;
  const common = frequencies.reduce((sum, one) => sum + one, 0);
  const present = rows * (1 - nullFraction);
  const others = Math.max(0, present - rows * common);
  const estimate = distinct < 0 ? -distinct * rows : distinct;
  if (others < 0.5 || estimate <= frequencies.length) return Math.max(0, Math.min(1, others));
  const sample = Math.min(present, sampled(statistics) * (1 - nullFraction));
  const part = sample / present;
  return inverse(
    (possible) => {
      const values = frequencies.length + seen(others * part, possible);
      const once = others * part * Math.exp((-others * part) / possible);
      return (sample * values) / (sample - once + once * part);
    },
    { value: estimate, from: 1, to: others * 1e4 },
  );
}

/** Histograms and lists of common values are as long as the target lets them be. */
function sampled({ frequencies, bounds }: ColumnStatistics): number {
  return ROWS_PER_TARGET * Math.max(DEFAULT_TARGET, frequencies.length, bounds - 1);
}

/** Where a rising function has the value. */
function inverse(
  of: (x: number) => number,
  { value, from, to }: { value: number; from: number; to: number },
): number {
  let [low, high] = [from, to];
  for (let step = 0; step < 60; step += 1) {
    const middle = Math.sqrt(low * high);
    if (of(middle) < value) low = middle;
    else high = middle;
  }
  return low;
}
