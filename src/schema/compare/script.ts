import type { DifferenceStatement } from "../difference/plan-difference.ts";

/** Statements as a script that can be run as it stands. */
export interface Script {
  readonly sql: string;
  /** Statements that did not fit. */
  readonly omitted: number;
}

/** As many of them, from the first on, as fit into so many characters. */
export function scriptOf(statements: readonly DifferenceStatement[], characters: number): Script {
  const routines = statements.some(({ sql }) =>
    /^CREATE (OR REPLACE )?(FUNCTION|PROCEDURE)/.test(sql),
  );
  const texts = [
    // bodies may speak of what comes later
    ...(routines ? ["SET check_function_bodies = off;"] : []),
    ...statements.map(
      ({ sql, alone = false }) => `${alone ? "-- outside transactions\n" : ""}${sql};`,
    ),
    ...(routines ? ["RESET check_function_bodies;"] : []),
  ];
  let left = characters;
  const end = texts.findIndex((text) => (left -= JSON.stringify(text).length) < 0);
  if (end === -1) return { sql: texts.join("\n"), omitted: 0 };
  const kept = texts.slice(0, end);
  const omitted = texts.length - end - (routines ? 1 : 0);
  return { sql: [...kept, `-- ${omitted} more statements`].join("\n"), omitted };
}
