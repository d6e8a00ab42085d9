import { ToolError } from "../core/errors.ts";
import type { Session, TransactionOptions } from "../core/session.ts";
import type { Statement } from "../sql/parse.ts";
import { runsAlone } from "../sql/runs-alone.ts";
import { asNode } from "../sql/walk.ts";
import { readPage, type Page } from "./read-page.ts";
import { runEach, type Script } from "./script.ts";

/** How long a write waits for a lock that others hold. */
const LOCK_MS = 5_000;

/** Refuses statements that do not go together with the one transaction around the script. */
export function checkWrites(statements: readonly Statement[]): void {
  for (const statement of statements) {
    const { node, index } = statement;
    if (asNode(node, "TransactionStmt") !== undefined) throw transactionStatement();
    const copy = asNode(node, "CopyStmt");
    if (copy !== undefined && copy["filename"] === undefined) throw copyWithoutStream();
    if (statements.length > 1 && runsAlone(statement)) throw notTogether(index + 1);
  }
}

/** Runs the script in one transaction, so that all of it is applied, or nothing. */
export async function runWrites(session: Session, script: Script): Promise<Page[]> {
  if (script.statements.some(runsAlone)) return runAlone(session, script);
  return session.transaction(transactionOf(script), () => runAll(session, script));
}

/** The same, rolled back at the end. */
export function rehearse(session: Session, script: Script): Promise<Page[]> {
  return session.transaction({ ...transactionOf(script), rollback: true }, () =>
    runAll(session, script),
  );
}

function transactionOf({ isolation, timeoutMs }: Script): TransactionOptions {
  return {
    access: "read write",
    statementTimeoutMs: timeoutMs,
    lockTimeoutMs: LOCK_MS,
    ...(isolation === undefined ? {} : { isolation }),
  };
}

function runAll(session: Session, script: Script): Promise<Page[]> {
  const { params, maxRows } = script;
  return runEach(script, (statement, budget) =>
    readPage(session, { statement, params, maxRows, budget, complete: true }),
  );
}

/** Outside a transaction the limits are the session's, which is reset afterwards. */
async function runAlone(session: Session, script: Script): Promise<Page[]> {
  await session.query(
    "select set_config('statement_timeout', $1, false), set_config('lock_timeout', $2, false)",
    [String(script.timeoutMs), String(LOCK_MS)],
  );
  return runAll(session, script);
}

function transactionStatement(): ToolError {
  return new ToolError(
    "INVALID_INPUT",
    "The script holds BEGIN, COMMIT, ROLLBACK or SAVEPOINT, and run_sql puts the whole script into one transaction already.",
    "Leave transaction statements out: all statements are applied together, or none.",
  );
}

function copyWithoutStream(): ToolError {
  return new ToolError(
    "UNSUPPORTED",
    "COPY FROM STDIN and TO STDOUT have no stream here.",
    "Use INSERT with several rows of VALUES, or SELECT.",
  );
}

function notTogether(number: number): ToolError {
  return new ToolError(
    "INVALID_INPUT",
    `Postgres runs statement ${number} only outside a transaction, and a script is one transaction.`,
    `Call run_sql with statement ${number} alone, and with the others in another call.`,
  );
}
