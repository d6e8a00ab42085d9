import { quoteIdentifier } from "../../sql/quote.ts";
import type { Renames } from "../difference/renames.ts";

/** The parts of a dotted name, each quoted or not. */
function partsOf(name: string): string[] {
  return Array.from(name.matchAll(/"((?:[^"]|"")*)"|([^."]+)/g), ([, quoted, plain]) =>
    quoted === undefined ? (plain ?? "") : quoted.replaceAll('""', '"'),
  );
}

const join = (parts: readonly string[]): string => parts.map(quoteIdentifier).join(".");

/** Names as Postgres prints them, however they were written; an empty new name says that it is no rename. */
export function answersOf(renames: Renames): Renames {
  return Object.fromEntries(Object.entries(renames).map(([from, to]) => [join(partsOf(from)), to]));
}

/** Those that are renames. */
export function renamesOf(answers: Renames): Renames {
  return Object.fromEntries(Object.entries(answers).filter(([, to]) => to !== ""));
}

/** The way back: what is renamed under its new name to the old one, a part under the new name of its whole. */
export function inverse(renames: Renames): Renames {
  return Object.fromEntries(
    Object.entries(renames).map(([from, to]) => {
      const parts = partsOf(from);
      const whole = parts.slice(0, 2);
      const now = renames[join(whole)];
      const parent =
        parts.length < 3 ? parts.slice(0, 1) : [...parts.slice(0, 1), now ?? parts[1] ?? ""];
      return [join([...parent, to]), parts.at(-1) ?? ""];
    }),
  );
}
