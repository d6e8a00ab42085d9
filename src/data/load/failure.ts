import { ToolError } from "../../core/errors.ts";
import { identifier } from "../../core/identifier.ts";

/** Why Postgres did not take rows. */
export interface Failure {
  readonly sqlstate: string;
  /** From 1 in what was sent, where Postgres says it: the last line of a record. */
  readonly line: number | undefined;
  readonly column: string | undefined;
  readonly reason: string;
}

/** Data exceptions, constraints, what triggers raise, check options of views, and rows too large for an index. */
const ABOUT_ROWS = /^(?:22|23|P0|44|54)/;

interface Cause {
  readonly message: string;
  readonly detail?: string;
  readonly where?: string;
  readonly column?: string;
  readonly constraint?: string;
}

/** The failure, when it is about rows; undefined for whatever ends an import. */
export function failureOf(error: unknown, table: string): Failure | undefined {
  if (!(error instanceof ToolError) || error.sqlstate === undefined) return undefined;
  if (!ABOUT_ROWS.test(error.sqlstate)) return undefined;
  const { message, detail, where = "", column, constraint } = error.cause as Cause;
  const context = where
    .split("\n")
    .map((part) =>
      part.slice(part.startsWith(`COPY ${table}, `) ? `COPY ${table}, `.length : part.length),
    )
    .find((part) => part !== "");
  const [, line, named] = /^line (\d+)(?:, column (.*?)(?::|$))?/.exec(context ?? "") ?? [];
  const about = detail === undefined || constraint === undefined ? "" : `: ${detail}`;
  return {
    sqlstate: error.sqlstate,
    line: line === undefined ? undefined : Number(line),
    column: named ?? column,
    reason: `${message}${about}`,
  };
}

/** As it may stand in our own sentences. */
export const reasonOf = ({ sqlstate, column, reason }: Omit<Failure, "line">): string =>
  `${sqlstate}${column === undefined ? "" : ` ${identifier(column)}`}: ${identifier(reason)}`;
