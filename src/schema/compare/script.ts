import { identifier } from "../../core/identifier.ts";
import type { DifferenceStatement } from "../difference/plan-difference.ts";

/** Statements as a script that can be run as it stands. */
export interface Script {
  readonly sql: string;
  /** Statements that are in it. */
  readonly count: number;
  /** Of the answer's JSON. */
  readonly characters: number;
}

/** A statement that no answer has room for. */
const LONGEST = 11_000;

/** As many of the statements from a place on as fit into so many characters. */
export function scriptOf(
  statements: readonly DifferenceStatement[],
  from: number,
  characters: number,
): Script {
  const rest = statements.slice(from);
  const texts: string[] = [];
  let used = 0;
  for (const { sql, object, alone = false } of rest) {
    const text =
      sql.length > LONGEST
        ? `-- ${identifier(object)}: a statement of ${sql.length} characters, too long for an answer`
        : `${alone ? "-- outside transactions\n" : ""}${sql};`;
    const size = JSON.stringify(text).length;
    if (used + size > characters && (texts.length > 0 || characters < CROWDED)) break;
    used += size;
    texts.push(text);
  }
  const more = rest.length - texts.length;
  // bodies may speak of what comes later
  const [unchecked, checked] = rest.slice(0, texts.length).some(({ sql }) => ROUTINE.test(sql))
    ? [["SET check_function_bodies = off;"], ["RESET check_function_bodies;"]]
    : [[], []];
  const lines = [...unchecked, ...texts, ...checked];
  if (more > 0) lines.push(`-- ${more} more statement${more === 1 ? "" : "s"}`);
  return { sql: lines.join("\n"), count: texts.length, characters: used };
}

const ROUTINE = /^CREATE (OR REPLACE )?(FUNCTION|PROCEDURE)/;

/** Where less room is left the next answer has the first statement, however long it is. */
const CROWDED = 7_000;
