import type { Sample } from "./sample.ts";
import type { Result } from "./evaluate.ts";

/**
 * How many different values an expression has, of those of its columns. The known rows' are counted; the others' are estimated from the
 * drawn ones as ANALYZE does from its sample (Haas and Stokes), and there are not more than the columns have.
 */
export function distinctResults(sample: Sample, results: readonly Result[]): number {
  const inputs = inputsOf(sample);
  const found = results
    .filter(({ value }) => value !== null)
    .map(({ rows }) => ({
      known: rows.some((row) => row < sample.known),
      drawn: new Set(rows.flatMap((row) => (row < sample.known ? [] : inputs[row]))).size,
    }));
  const drawn = found.filter((one) => one.drawn > 0);
  const known = found.filter((one) => one.known).length;
  if (drawn.length === 0) return known;
  const present = drawn.reduce((sum, one) => sum + one.drawn, 0);
  const share = present / new Set(inputs.slice(sample.known)).size;
  const possible = estimate(
    {
      seen: present,
      distinct: drawn.length,
      once: drawn.filter((one) => one.drawn === 1).length,
    },
    sample.possible * share,
  );
  const others = reached(possible, sample.distinct * share, sample.possible * share);
  const both = drawn.filter((one) => one.known).length / drawn.length;
  return known + others * (1 - both);
}

/** The rows as text: the same where all columns have the same values. */
const inputsOf = ({ rows }: Sample): readonly string[] =>
  rows.map((row) => (row.length === 1 ? (row[0] ?? "") : JSON.stringify(row)));

/** Of so many values of columns the expression was executed on some that differ. */
function estimate(
  { seen, distinct, once }: { seen: number; distinct: number; once: number },
  values: number,
): number {
  if (seen >= values) return distinct;
  return Math.min(values, (seen * distinct) / (seen - once + (once * seen) / values));
}

/** How many of the results come up when the table has only a part of the values that its columns may have. */
function reached(results: number, values: number, possible: number): number {
  if (values >= possible) return results;
  const missed = Math.exp((possible / results) * Math.log1p(-values / possible));
  return results * (1 - missed);
}
