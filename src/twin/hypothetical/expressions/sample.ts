import { seen } from "../../size/distinct.ts";
import { chance } from "./chance.ts";
import { latticeOf } from "./lattice.ts";
import type { ReadColumn } from "./read.ts";

/** Rows of a table as its statistics speak of them: first those of known values, then some drawn from all others. */
export interface Sample {
  /** Of each row one value for each column; text, or NULL. */
  readonly rows: readonly (readonly (string | null)[])[];
  /** Share of the table's rows that each stands for. */
  readonly shares: readonly number[];
  /** How many of the rows are of known values: NULL and the most common ones. */
  readonly known: number;
  /** Different values of the table that the drawn ones stand for, and how many there may be where those were drawn. */
  readonly distinct: number;
  readonly possible: number;
  /** Of the columns all, as `n_distinct` without its sign. */
  readonly all: number;
  /** How the table's rows lie by the order of the drawn ones; null where nobody knows. */
  readonly correlation: number | null;
}

/** Between the bounds of a histogram, where values can be drawn. */
const DRAWN = 2000;
/** What the statistics do not show, such as values too wide for them, may be this share of the rows. */
const UNSEEN = 0.5;

/** Undefined where the statistics show too little. */
export function sampleOf(column: ReadColumn, rows: number): Sample | undefined {
  const { nullFraction, common, frequencies, bounds, correlation } = column;
  const rest = Math.max(0, 1 - nullFraction - frequencies.reduce((sum, one) => sum + one, 0));
  if (bounds.length === 0 && rest > UNSEEN) return undefined;
  const nulls = nullFraction > 0 ? [nullFraction] : [];
  const all = column.distinct < 0 ? -column.distinct * rows : column.distinct;
  const distinct = Math.max(new Set(bounds).size, all - common.length);
  const { values, possible } = drawn(column, distinct);
  return {
    rows: [...nulls.map(() => null), ...common, ...values].map((value) => [value]),
    shares: [...nulls, ...frequencies, ...values.map(() => rest / values.length)],
    known: nulls.length + common.length,
    distinct: values.length === 0 ? 0 : distinct,
    possible,
    all,
    correlation,
  };
}

/**
 * The bounds; where the type is one of numbers and there are many more values than bounds, others between them as well, in steps that
 * all known values have in common.
 */
function drawn(
  { base, bounds, common }: ReadColumn,
  distinct: number,
): { values: readonly string[]; possible: number } {
  const few = { values: bounds, possible: distinct };
  const lattice = latticeOf(base, [...bounds, ...common]);
  if (lattice === undefined || distinct < 2 * bounds.length) return few;
  const places = bounds.flatMap((bound) => lattice.read(bound) ?? []);
  const others = common.flatMap((value) => lattice.read(value) ?? []);
  const [first, last] = [places[0], places.at(-1)];
  if (first === undefined || last === undefined || first === last) return few;
  const step = [...places, ...others].reduce((so, place) => divisor(so, place - first), 0n);
  const random = chance();
  const each = Math.ceil(DRAWN / (places.length - 1));
  const taken = new Set(others);
  const values = places.slice(1).flatMap((to, at) => {
    const from = places[at] ?? to;
    const steps = Number((to - from) / step);
    const found = Array.from(
      { length: each },
      () => from + BigInt(Math.floor(random() * steps)) * step,
    );
    return found.filter((place) => !taken.has(place)).toSorted((a, b) => (a < b ? -1 : 1));
  });
  return {
    values: [...values, last].map((place) => lattice.print(place)),
    possible: Math.max(distinct, Number((last - first) / step) + 1 - others.length),
  };
}

function divisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0 ? -a : a, b < 0 ? -b : b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

/** Rows of columns that have nothing to do with each other. */
export function combine(samples: readonly Sample[], rows: number): Sample {
  const random = chance();
  const deal = samples.map(({ rows: values, shares }) => {
    const upTo: number[] = [];
    let total = 0;
    for (const share of shares) upTo.push((total += share));
    return () => {
      const place = random() * total;
      const at = upTo.findIndex((limit) => limit > place);
      return values.at(at)?.[0] ?? null;
    };
  });
  // Of all combinations as many as come up by chance.
  const all = seen(
    rows,
    samples.reduce((product, sample) => product * Math.max(1, sample.all), 1),
  );
  return {
    rows: Array.from({ length: DRAWN }, () => deal.map((draw) => draw())),
    shares: Array.from({ length: DRAWN }, () => 1 / DRAWN),
    known: 0,
    distinct: all,
    possible: all,
    all,
    correlation: null,
  };
}
