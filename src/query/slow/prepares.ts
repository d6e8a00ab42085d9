import { ToolError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";
import { marked } from "../../postgres/own.ts";

const name = "neon_dba_fix";
const limits = { maxRows: 1, maxBytes: 1024 * 1024 };

/** Whether Postgres accepts a statement with the names and types it has; nothing is executed. */
export const prepares = (session: Session, sql: string): Promise<boolean> =>
  accepted(session, async () => {
    await session.execute(marked(`prepare ${name} as ${sql}`), [], limits);
    await session.query(`deallocate ${name}`);
  });

/** Whether Postgres can plan a command that has a query in it; nothing is executed. */
export const plans = (session: Session, command: string): Promise<boolean> =>
  accepted(session, async () => {
    await session.execute(marked(`explain ${command}`), [], limits);
  });

async function accepted(session: Session, work: () => Promise<void>): Promise<boolean> {
  try {
    await session.transaction({ access: "read only", rollback: true, statementTimeoutMs }, work);
    return true;
  } catch (error) {
    if (error instanceof ToolError && error.code !== "CANCELLED") return false;
    throw error;
  }
}

const statementTimeoutMs = 5_000;
