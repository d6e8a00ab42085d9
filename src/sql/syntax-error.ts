import { ToolError } from "../core/errors.ts";

const WIDTH = 80;

/**
 * Habits from elsewhere that Postgres does not parse, and what it takes instead. Tried in order on the whole script, so none may begin with
 * what crosses lines: a run of empty ones would be gone through once for each.
 */
const HABITS: readonly (readonly [pattern: RegExp, next: string])[] = [
  [/^[ \t]*\\\w/m, "Backslash commands belong to psql; use describe_database to see the schema."],
  [
    /^[ \t]*(describe|desc|show\s+(tables|columns|databases))\b/im,
    "Use describe_database to see the schema.",
  ],
  [/`/, 'Postgres quotes identifiers with double quotes: `"name"`.'],
  [/\blimit\s+\d+\s*,\s*\d+/i, "Write `LIMIT count OFFSET start`."],
  [/[=<>(,]\s*\?/, "Write parameters as `$1`, `$2`, and pass their values in `params`."],
  [
    /[=<>(,\s](:[a-z_]\w*|%\(\w+\)s|%s|@\w+)/i,
    "Write parameters as `$1`, `$2`, and pass their values in `params`.",
  ],
  [/\btop\s+\d+\b/i, "Write `LIMIT n` at the end instead of `TOP n`."],
  [/,\s*(from|where|\))/i, "Remove the comma before the clause or bracket that follows it."],
];

/** INVALID_SQL that shows where: line and column from 1, and the line with a caret under the place. */
export function syntaxError(sql: string, message: string, position: number | undefined): ToolError {
  const habit = HABITS.find(([pattern]) => pattern.test(sql))?.[1];
  const next = habit ?? "Correct the statement at the caret and call again.";
  if (position === undefined) {
    return new ToolError("INVALID_SQL", "The SQL does not parse.", next, {
      sqlstate: "42601",
      quoted: message,
    });
  }
  const before = Array.from(sql).slice(0, position).join("");
  const line = before.split("\n").length;
  const column = Array.from(before.slice(before.lastIndexOf("\n") + 1)).length + 1;
  return new ToolError(
    "INVALID_SQL",
    `The SQL does not parse at line ${line}, column ${column}.`,
    next,
    {
      sqlstate: "42601",
      quoted: `${message}\n${excerpt(sql.split("\n")[line - 1] ?? "", column)}`,
    },
  );
}

/** At most 80 characters of the line around the column, and a caret under it. */
function excerpt(line: string, column: number): string {
  const characters = Array.from(line.replace(/\r$/, "").replaceAll("\t", " "));
  const start = Math.max(0, Math.min(column - 1 - WIDTH / 2, characters.length - WIDTH));
  const shown = characters.slice(start, start + WIDTH).join("");
  return `${shown}\n${" ".repeat(column - 1 - start)}^`;
}
