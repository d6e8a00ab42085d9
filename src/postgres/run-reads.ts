import type { Session } from "../core/session.ts";
import type { Statement } from "../sql/parse.ts";
import type { Position } from "./cursor.ts";
import { readPage, type Page } from "./read-page.ts";
import { runEach, type Script } from "./script.ts";

/**
 * Runs the statements in one fresh read-only transaction, each after `check` let it pass. With a position, only its statement runs,
 * from there on.
 */
export function runReads(
  session: Session,
  script: Script,
  check: (statement: Statement, session: Session) => Promise<void>,
  position?: Position,
): Promise<Page[]> {
  const { isolation, timeoutMs, params, maxRows } = script;
  const chosen =
    position === undefined
      ? script.statements
      : script.statements.slice(position.statement).slice(0, 1);
  return session.transaction(
    {
      access: "read only",
      statementTimeoutMs: timeoutMs,
      ...(isolation === undefined ? {} : { isolation }),
    },
    () =>
      runEach({ ...script, statements: chosen }, async (statement, budget) => {
        await check(statement, session);
        return readPage(session, { statement, params, maxRows, position, budget });
      }),
  );
}
