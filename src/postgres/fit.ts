import type { Value } from "../core/session.ts";

/** When not all rows fit, values longer than this are shortened first. */
const SHORT = 2000;
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
  const whole = take(rows, budget);
  if (whole.length === rows.length) return { rows, shortened: [], cut: false };
  const marked = new Set<number>();
  const short = rows.map((row) => shorten(row, SHORT, marked));
  const taken = take(short, budget);
  if (taken.length > 0) {
    return {
      rows: taken,
      shortened: [...marked].toSorted((a, b) => a - b),
      cut: taken.length < rows.length,
    };
  }
  const [first = []] = rows;
  const each = Math.max(SHORTEST, Math.floor(budget / Math.max(1, first.length)) - SHORTEST);
  const only = shorten(first, each, marked);
  return { rows: [only], shortened: [...marked].toSorted((a, b) => a - b), cut: rows.length > 1 };
}

function take(rows: readonly Cells[], budget: number): readonly Cells[] {
  let left = budget;
  const end = rows.findIndex((row) => (left -= JSON.stringify(row).length + 1) < 0);
  return end === -1 ? rows : rows.slice(0, end);
}

function shorten(row: Cells, longest: number, marked: Set<number>): Cells {
  return row.map((value, index) => {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    if (JSON.stringify(text).length <= longest) return value;
    marked.add(index);
    return `${beginning(text, longest)}… [${text.length} characters]`;
  });
}

/** Escapes make JSON longer than its text: a beginning that is short enough with them. */
function beginning(text: string, longest: number): string {
  let end = longest;
  while (JSON.stringify(text.slice(0, end)).length > longest) end = Math.floor(end * 0.8);
  // Half of a pair at the end is no character.
  return text.slice(0, end).replace(/[\ud800-\udbff]$/, "");
}
