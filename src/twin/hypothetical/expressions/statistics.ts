import type { ValueStatistics } from "../../statistics/types.ts";
import { distinctResults } from "./distinct.ts";
import { WIDEST } from "./evaluate.ts";
import type { Result } from "./evaluate.ts";
import type { Sample } from "./sample.ts";

/** A value of the expression with its share of the table's rows. */
interface Weighed extends Result {
  readonly share: number;
  /** Of that the share of known values. */
  readonly known: number;
}

/** From which share of the rows on ANALYZE has the number of values grow with them. */
const GROWS = 0.1;

/** What ANALYZE with this target would have found of the expression. */
export function statisticsOf(
  sample: Sample,
  results: readonly Result[],
  rows: number,
  target: number,
): ValueStatistics {
  const total = sum(sample.shares);
  const shareOf = (some: readonly number[]): number =>
    sum(some.map((row) => sample.shares[row] ?? 0)) / total;
  const weighed = results.map((result) => ({
    ...result,
    share: shareOf(result.rows),
    known: shareOf(result.rows.filter((row) => row < sample.known)),
  }));
  const present = weighed.filter((one) => one.value !== null);
  const share = sum(present.map((one) => one.share));
  const distinct = Math.min(distinctResults(sample, results), rows * share);
  const narrow = present.filter(({ width }) => width <= WIDEST);
  const common = commonOf(narrow, { sample, distinct, share, target, rows });
  const chosen = new Set(common);
  const others = narrow.filter((one) => !chosen.has(one));
  return {
    null_frac: sum(weighed.map((one) => (one.value === null ? one.share : 0))),
    // A fraction of a byte is cut off there. An index compresses what is wider, or refuses it.
    avg_width: share > 0 ? Math.min(WIDEST, Math.floor(average(present, share))) : 0,
    n_distinct: distinct > GROWS * rows ? -Math.min(1, distinct / rows) : Math.round(distinct),
    most_common_vals: common.length === 0 ? null : arrayText(common),
    most_common_freqs: common.length === 0 ? null : `{${common.map((one) => one.share).join()}}`,
    ...histogram(others, target),
    correlation: correlationOf(sample, present, share),
    most_common_elems: null,
    most_common_elem_freqs: null,
    elem_count_histogram: null,
    range_length_histogram: null,
    range_empty_frac: null,
    range_bounds_histogram: null,
  };
}

/**
 * All values where there are few; otherwise those that are more common than the rest beyond doubt, of which `analyze_mcv_list` has less
 * where it has seen more rows.
 */
function commonOf(
  values: readonly Weighed[],
  of: { sample: Sample; distinct: number; share: number; target: number; rows: number },
): Weighed[] {
  const common = values.toSorted((a, b) => b.share - a.share).slice(0, of.target);
  const all = of.distinct < values.length + 0.5 && of.distinct <= GROWS * of.rows;
  if (all && values.length <= of.target) return common;
  const drawn = of.sample.shares.length - of.sample.known;
  const each = of.sample.shares.at(-1) ?? 0;
  let above = sum(common.map(({ share }) => share));
  for (let last = common.pop(); last !== undefined; last = common.pop()) {
    above -= last.share;
    const average = (of.share - above) / Math.max(1, of.distinct - common.length);
    const chance = drawn === 0 ? 0 : 2 * Math.sqrt(average * each) + 2 * each;
    if (last.known > 1.25 * average || last.share > average + chance) return [...common, last];
  }
  return [];
}

/** Values at equal distances among the rows, sorted; none where all are common. */
function histogram(
  values: readonly Weighed[],
  target: number,
): Pick<ValueStatistics, "histogram_bounds"> {
  const count = Math.min(target + 1, values.length);
  if (count < 2) return { histogram_bounds: null };
  const total = sum(values.map(({ share }) => share));
  const bounds: Weighed[] = [];
  let upTo = 0;
  for (const [at, value] of values.entries()) {
    upTo += value.share;
    const end = at === values.length - 1;
    while (bounds.length < count && (end || upTo > (bounds.length * total) / (count - 1)))
      bounds.push(value);
  }
  return { histogram_bounds: arrayText(bounds) };
}

/**
 * That of the column, as far as the expression keeps the order of the drawn values. ANALYZE sorts rows with the same value as they lie in
 * the table, which is the sum of the values' squared shares where there is no other order.
 */
function correlationOf(sample: Sample, results: readonly Weighed[], share: number): number | null {
  if (share === 0) return null;
  const alike = sum(results.map((one) => (one.share / share) ** 2));
  const drawn = results.flatMap(({ rows }) =>
    rows.filter((row) => row >= sample.known).toSorted((a, b) => a - b),
  );
  const order = (sample.correlation ?? 0) * likeness(drawn);
  return order + (1 - Math.abs(order)) * alike;
}

/** Spearman's coefficient of different numbers and the positions at which they are; 0 where there are fewer than two. */
function likeness(numbers: readonly number[]): number {
  const ranks = new Map(numbers.toSorted((a, b) => a - b).map((number, rank) => [number, rank]));
  const distance = sum(numbers.map((number, at) => ((ranks.get(number) ?? at) - at) ** 2));
  const count = numbers.length;
  return count < 2 ? 0 : 1 - (6 * distance) / (count * (count ** 2 - 1));
}

const arrayText = (values: readonly Result[]): string =>
  `{${values.map(({ value }) => `"${(value ?? "").replaceAll(/[\\"]/g, String.raw`\$&`)}"`).join()}}`;

/** Bytes. */
const average = (values: readonly Weighed[], share: number): number =>
  sum(values.map((one) => one.width * one.share)) / share;

const sum = (numbers: readonly number[]): number =>
  numbers.reduce((total, number) => total + number, 0);
