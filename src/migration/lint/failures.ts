import { identifier } from "../../core/identifier.ts";
import type { ToolError } from "../../core/errors.ts";
import type { FileFault } from "./arrange.ts";
import type { LintedSet, LintedStatement } from "./rule.ts";
import { qualified } from "../../sql/quote.ts";
import { relationsOf } from "../../sql/references.ts";
import { tagged } from "../../sql/walk.ts";
import type { SetFinding } from "./report.ts";

/** What the set began with. */
export interface Surroundings {
  /** Everything that it does not make itself is there. */
  readonly complete: boolean;
  /** There are rows elsewhere that the throw-away database does not have. */
  readonly hasRows: boolean;
  /** Tables whose columns and types are guesses. */
  readonly guessed: ReadonlySet<string>;
}

/** What cannot be had on the throw-away database: privileges of a superuser, an extension, a file of the server, time. */
const LACKS = new Set(["42501", "58P01", "57014", "53200"]);
/** Something that is not there: a table, a column, a function, a schema, a type or role. */
const MISSING = new Set(["42P01", "42703", "42883", "3F000", "42704"]);

/** It fails on account of rows, of which the throw-away database has only those that the set itself wrote. */
const ROWS = /^(?:21|22|23|P0)/;

/** Statements that Postgres did not execute, and why; text that is no SQL. */
export function failuresIn(
  set: LintedSet,
  faults: readonly FileFault[],
  { complete, hasRows, guessed }: Surroundings,
): SetFinding[] {
  const findings = faults.map(faultFinding);
  const groups = new Map<Exclude<Cause, "sql">, LintedStatement[]>();
  let broken = false;
  for (const statement of set.statements) {
    const { error } = statement;
    if (error === undefined || isHarmless(statement)) continue;
    const state = error.sqlstate ?? "";
    const unsure = !complete || broken;
    let cause: Cause = "sql";
    if (ROWS.test(state) && (hasRows || broken)) cause = "rows";
    else if ((MISSING.has(state) && unsure) || isOn(guessed, statement)) cause = "unknown";
    else if (lacks(error)) cause = "place";
    if (cause === "sql") findings.push(failure(statement, error));
    else groups.set(cause, [...(groups.get(cause) ?? []), statement]);
    broken = true;
  }
  return [...findings, ...[...groups].map(([cause, all]) => notExecuted(cause, all, complete))];
}

const lacks = ({ sqlstate = "", code, quoted = "" }: ToolError): boolean =>
  LACKS.has(sqlstate) ||
  /^extension .* is not available/.test(quoted) ||
  (sqlstate === "" && code !== "UNSUPPORTED");

const isOn = (tables: ReadonlySet<string>, { statement }: LintedStatement): boolean =>
  tables.size > 0 &&
  relationsOf(statement).some(({ schema = "public", name }) => tables.has(qualified(schema, name)));

/** The cluster's roles are not the target's: another throw-away database may have made this one. */
function isHarmless({ statement, error }: LintedStatement): boolean {
  return tagged(statement.node)?.[0] === "CreateRoleStmt" && error?.sqlstate === "42710";
}

/**
 * What a statement failed for: what the throw-away database cannot have, rows that it has not, objects that are not known, or itself.
 */
type Cause = "place" | "rows" | "unknown" | "sql";

const failure = (at: LintedStatement, error: ToolError): SetFinding => ({
  rule: "statement-fails",
  level: "error",
  at,
  object: objectOf(at),
  message: `Postgres refuses the statement here: ${firstLine(error)} Correct it, or give the \`target\` whose schema it needs.`,
  evidence: "measured",
});

/** Told once for each cause, at the first of them. */
function notExecuted(
  cause: Exclude<Cause, "sql">,
  all: readonly LintedStatement[],
  complete: boolean,
): SetFinding {
  const [at] = all;
  const errors = [...new Set(all.map(({ error }) => firstLine(error)))].slice(0, 5).join(" ");
  const count = all.length === 1 ? "A statement was" : `${all.length} statements were`;
  const why = {
    place: "the throw-away database cannot have all that a server can",
    rows: "the throw-away database has no rows but the set's own",
    unknown: complete ? "statements before failed" : "the set does not make all that it speaks of",
  }[cause];
  const next = {
    place: "Try it on a branch (create_branch, run_sql).",
    rows: "Try it on a branch, where the rows are (create_branch, run_sql).",
    unknown: complete ? "Correct those first." : "Give a `target` whose schema has it.",
  }[cause];
  return {
    rule: "not-executed",
    level: "info",
    ...(at === undefined ? {} : { at }),
    object: at === undefined ? "statement" : objectOf(at),
    message: `${count} judged by the text alone, because ${why}: ${errors} ${next}`,
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
