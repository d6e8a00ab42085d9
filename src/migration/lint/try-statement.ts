import { ToolError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";
import type { Statement } from "../../sql/parse.ts";
import { asNode } from "../../sql/walk.ts";

/** Rows are of no interest, but all of a statement has to run. */
const LIMITS = { maxRows: 1, maxBytes: 1_000_000, complete: true } as const;

/** Executes a statement; what Postgres refuses is returned. */
export async function tryStatement(
  session: Session,
  statement: Statement,
): Promise<ToolError | undefined> {
  if (streams(statement)) return noStream();
  try {
    await session.execute(statement.text, [], LIMITS);
    return undefined;
  } catch (error) {
    if (error instanceof ToolError && error.sqlstate !== undefined) return error;
    throw error;
  }
}

/** Within a transaction, which goes on. */
export async function tryInTransaction(
  session: Session,
  statement: Statement,
): Promise<ToolError | undefined> {
  await session.query("savepoint neon_dba_lint");
  const error = await tryStatement(session, statement);
  const end = error === undefined ? "release savepoint" : "rollback to savepoint";
  await session.query(`${end} neon_dba_lint`);
  return error;
}

/** Nobody sends the rows that `COPY ... FROM stdin` waits for. */
export function streams({ node }: Statement): boolean {
  const copy = asNode(node, "CopyStmt");
  return copy !== undefined && copy["filename"] === undefined;
}

export const noStream = (): ToolError =>
  new ToolError(
    "UNAVAILABLE",
    "COPY has no stream here.",
    "Load rows with INSERT, or outside of the migrations.",
  );
