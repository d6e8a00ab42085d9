import { ToolError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";

/** Not an answer to what was asked: stopped, or nobody there any more. */
const passedOn = new Set(["TIMEOUT", "CANCELLED", "UNAVAILABLE", "LIMIT"]);

/** Runs a part of a transaction; an error of Postgres is returned, and the transaction goes on as if nothing had been run. */
export async function attempt<T>(session: Session, work: () => Promise<T>): Promise<T | ToolError> {
  await session.query("savepoint neon_dba");
  try {
    const result = await work();
    await session.query("release savepoint neon_dba");
    return result;
  } catch (error) {
    if (!(error instanceof ToolError) || error.sqlstate === undefined || passedOn.has(error.code))
      throw error;
    await session.query("rollback to savepoint neon_dba");
    return error;
  }
}
