import type { Value } from "../core/session.ts";

/** When not all rows fit, values are shortened to the first of these with which they do, or to the last. */
const LENGTHS = [16_000, 8_000, 4_000, 2_000];
const SHORTEST = 40;

type Cells = readonly Value[];

export interface Fitted {
  readonly rows: readonly Cells[];
  /** Columns with shortened values, by index. */
  readonly shortened: readonly number[];
  /** Rows were left out at the end. */
  readonly cut: boolean;
}

/**
 * As many of the rows as fit into `budget` characters of JSON. When not all do, long values are shortened, with their length said, so that
 * many rows with a beginning are shown rather than one in full. The first row always fits.
 */
export function fitRows(rows: readonly Cells[], budget: number): Fitted {
  const [first = []] = rows;
  const alone = Math.max(SHORTEST, Math.floor(budget / Math.max(1, first.length)) - SHORTEST);
  let fitted = attempt(rows, budget, Infinity);
  for (const length of rows.length === 1 ? [alone] : LENGTHS) {
    if (fitted.cut) fitted = attempt(rows, budget, length);
  }
  if (rows.length === 0 || fitted.rows.length > 0) return fitted;
  return { ...attempt([first], Infinity, alone), cut: rows.length > 1 };
}

/** Rows from the beginning, their values at most `longest`, until the budget is spent. */
function attempt(rows: readonly Cells[], budget: number, longest: number): Fitted {
  const fit: Cells[] = [];
  const shortened = new Set<number>();
  let left = budget;
  for (const row of rows) {
    const cells = row.map((value, index) => {
      const short = shorten(value, longest);
      if (short !== value) shortened.add(index);
      return short;
    });
    left -= JSON.stringify(cells).length + 1;
    if (left < 0) break;
    fit.push(cells);
  }
  return {
    rows: fit,
    shortened: [...shortened].toSorted((a, b) => a - b),
    cut: fit.length < rows.length,
  };
}

function shorten(value: Value, longest: number): Value {
  if (
    longest === Infinity ||
    typeof value === "number" ||
    typeof value === "boolean" ||
    value === null
  )
    return value;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  if (text.length <= longest && JSON.stringify(text).length <= longest) return value;
  return `${beginning(text, longest)}… [${text.length} characters]`;
}

/** Escapes make JSON longer than its text: a beginning that is short enough with them. */
function beginning(text: string, longest: number): string {
  let end = longest - 2;
  let size = JSON.stringify(text.slice(0, end)).length;
  while (size > longest) {
    end = Math.floor(Math.min(end - 1, (end * longest) / size));
    size = JSON.stringify(text.slice(0, end)).length;
  }
  // Half of a pair at the end is no character.
  return text.slice(0, end).replace(/[\ud800-\udbff]$/, "");
}
