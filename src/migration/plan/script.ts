import { ToolError } from "../../core/errors.ts";
import type { Finding } from "../../core/finding.ts";
import { parseScript } from "../../sql/parse.ts";
import type { Statement } from "../../sql/parse.ts";
import { functionsOf } from "../../sql/references.ts";
import { tagged, textOf } from "../../sql/walk.ts";
import type { Fields } from "../../sql/walk.ts";

export interface Script {
  /** What changes something, in the order of the script. */
  readonly statements: readonly Statement[];
  /** What was left out, and why. */
  readonly findings: readonly Finding[];
}

/**
 * Reads the DDL that is asked for. A plan has transactions and timeouts of its own, so those of the script are left out. Throws
 * INVALID_SQL, INVALID_INPUT for what cannot be taken apart into steps, and UNSUPPORTED for what is not in one database's schema.
 */
export async function readScript(sql: string): Promise<Script> {
  const findings: Finding[] = [];
  const statements = (await parseScript(sql)).filter((statement) => {
    const why = omission(statement);
    if (why !== undefined)
      findings.push({
        rule: "left-out",
        level: "info",
        object: `statement ${statement.index + 1}`,
        message: why,
        evidence: "rule",
        key: `left-out:${statement.index + 1}`,
        statement: statement.index + 1,
      });
    return why === undefined;
  });
  if (statements.length > 0) return { statements, findings };
  throw new ToolError(
    "INVALID_INPUT",
    "The script changes nothing.",
    "Pass the DDL that you would run on an idle database; call run_sql for queries.",
  );
}

/** Why a statement is left out; undefined where it stays. Throws where it can neither stay nor be left out. */
function omission(statement: Statement): string | undefined {
  const [tag, fields] = tagged(statement.node) ?? ["", {}];
  refuse(statement, tag, fields);
  if (tag === "TransactionStmt" || tag === "ConstraintsSetStmt")
    return "Transactions are left out: each step of a plan is one.";
  if (tag === "LockStmt") return "LOCK is left out: each step takes the locks that it needs.";
  if (tag === "VariableSetStmt")
    return `SET ${textOf(fields["name"])} is left out: the plan has its own settings.`;
  const calls = functionsOf(statement).length > 0;
  if (statement.kind === "read" && !calls) return "A query that changes nothing is left out.";
  return undefined;
}

function refuse(statement: Statement, tag: string, fields: Fields): void {
  const what = `Statement ${statement.index + 1}`;
  const kind = textOf(fields["kind"]);
  if (tag === "TransactionStmt" && !/^TRANS_STMT_(BEGIN|START|COMMIT)?$/.test(kind))
    throw new ToolError(
      "INVALID_INPUT",
      `${what} rolls back, or divides a transaction: what the script leaves behind would depend on it.`,
      "Pass only the statements that are to take effect.",
    );
  if (tag === "VariableSetStmt" && !settable(fields))
    throw new ToolError(
      "INVALID_INPUT",
      `${what} sets ${textOf(fields["name"]) || "all settings"} for the statements after it, which run in steps of their own.`,
      "Write names with their schemas, and leave the setting out.",
    );
  if (statement.kind === "session" && tag !== "VariableSetStmt")
    throw new ToolError(
      "INVALID_INPUT",
      `${what} belongs to one session: it changes nothing in the database.`,
      "Leave it out.",
    );
  if (elsewhere.has(tag) || (tag === "CopyStmt" && fields["filename"] === undefined))
    throw new ToolError(
      "UNSUPPORTED",
      `${what} is not about the schema of one database, or needs data that the script does not hold.`,
      tag === "CopyStmt"
        ? "Load the rows with import_data, or write them as INSERT."
        : "Run it with run_sql, and plan the rest.",
    );
}

/** Settings that say how statements run, not what they mean. */
function settable(fields: Fields): boolean {
  return (
    textOf(fields["name"]) !== "" &&
    !["search_path", "role", "session_authorization", "timezone", "datestyle"].includes(
      textOf(fields["name"]).toLowerCase(),
    )
  );
}

const elsewhere = new Set([
  "AlterDatabaseStmt",
  "AlterRoleStmt",
  "AlterSystemStmt",
  "CheckPointStmt",
  "CreateRoleStmt",
  "CreateSubscriptionStmt",
  "CreateTableSpaceStmt",
  "CreatedbStmt",
  "DropRoleStmt",
  "DropSubscriptionStmt",
  "DropTableSpaceStmt",
  "DropdbStmt",
  "ExplainStmt",
  "LoadStmt",
  "NotifyStmt",
]);
