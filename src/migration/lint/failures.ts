import { identifier } from "../../core/identifier.ts";
import type { ToolError } from "../../core/errors.ts";
import type { FileFault } from "./arrange.ts";
import type { LintedSet, LintedStatement } from "./rule.ts";
import { tagged } from "../../sql/walk.ts";
import type { SetFinding } from "./report.ts";

/** What the set began with. */
export interface Surroundings {
  /** Everything that it does not make itself is there. */
  readonly complete: boolean;
  /** There are rows elsewhere that the throw-away database does not have. */
  readonly hasRows: boolean;
}

/** What cannot be had on the throw-away database: privileges of a superuser, an extension, a file of the server, time. */
const LACKS = new Set(["42501", "58P01", "57014", "0A000", "53200", "54023"]);
/** Something that is not there: a table, a column, a function, a schema, a type or role. */
const MISSING = new Set(["42P01", "42703", "42883", "3F000", "42704"]);

/** It fails on account of rows, of which the throw-away database has only those that the set itself wrote. */
const ROWS = /^(?:21|22|23|P0)/;

/** Statements that Postgres did not execute, and why; text that is no SQL. */
export function failuresIn(
  set: LintedSet,
  faults: readonly FileFault[],
  { complete, hasRows }: Surroundings,
): SetFinding[] {
  const findings = faults.map(faultFinding);
  const strangers: LintedStatement[] = [];
  let broken = false;
  for (const statement of set.statements) {
    const { error } = statement;
    if (error === undefined || isHarmless(statement)) continue;
    const state = error.sqlstate ?? "";
    const lacks = LACKS.has(state) || error.sqlstate === undefined;
    const rows = ROWS.test(state) && (hasRows || strangers.length > 0 || broken);
    if (MISSING.has(state) && (!complete || broken)) strangers.push(statement);
    else findings.push(failure(statement, error, rows ? "rows" : lacks ? "place" : "sql"));
    broken = true;
  }
  const [stranger] = strangers;
  if (stranger !== undefined) findings.push(unknownObjects(strangers, stranger, complete));
  return findings;
}

/** The cluster's roles are not the target's: another throw-away database may have made this one. */
function isHarmless({ statement, error }: LintedStatement): boolean {
  return tagged(statement.node)?.[0] === "CreateRoleStmt" && error?.sqlstate === "42710";
}

/** What a statement failed for: what the throw-away database cannot have, rows that it has not, or itself. */
type Cause = "place" | "rows" | "sql";

function failure(at: LintedStatement, error: ToolError, cause: Cause): SetFinding {
  const reason = firstLine(error);
  const finding = { at, object: objectOf(at), evidence: "measured" } as const;
  if (cause === "sql")
    return {
      ...finding,
      rule: "statement-fails",
      level: "error",
      message: `Postgres refuses the statement here: ${reason} Correct it, or give the \`target\` whose schema it needs.`,
    };
  const why =
    cause === "rows"
      ? "The throw-away database has no rows but the set's own, and"
      : "The throw-away database cannot do everything, and";
  return {
    ...finding,
    rule: "not-executed",
    level: "info",
    message: `${why} the statement failed there: ${reason} What it does was judged by its text; try it on a branch (create_branch, run_sql).`,
  };
}

function unknownObjects(
  all: readonly LintedStatement[],
  at: LintedStatement,
  complete: boolean,
): SetFinding {
  const names = [...new Set(all.map(({ error }) => firstLine(error)))].slice(0, 5).join(" ");
  const why = complete ? "statements before them failed" : "the set does not make them";
  return {
    rule: "not-executed",
    level: "info",
    at,
    object: objectOf(at),
    message: `${all.length === 1 ? "A statement was" : `${all.length} statements were`} judged by the text alone, because ${why}: ${names} ${complete ? "Correct those first." : "Give a `target` whose schema has them."}`,
    evidence: "measured",
  };
}

function faultFinding({ kind, file, line, column, message }: FileFault): SetFinding {
  return kind === "syntax"
    ? {
        rule: "syntax-error",
        level: "error",
        file,
        place: { line, column },
        object: file,
        message: `Postgres does not parse this: ${identifier(message)}. Correct the statement at line ${line}, column ${column}.`,
        evidence: "measured",
      }
    : {
        rule: "psql-command",
        level: "warning",
        file,
        place: { line, column },
        object: file,
        message: `\`${identifier(message)}\` belongs to psql and was passed over: only psql runs it. Write SQL instead.`,
        evidence: "rule",
      };
}

const objectOf = ({ file }: LintedStatement): string => file ?? "statement";

const firstLine = (error: ToolError | undefined): string =>
  error === undefined ? "" : `${identifier((error.quoted ?? error.message).split("\n")[0] ?? "")}.`;
