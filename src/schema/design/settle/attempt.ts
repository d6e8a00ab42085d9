import { ToolError } from "../../../core/errors.ts";
import type { Session } from "../../../core/session.ts";

/** What Postgres says to the statements, of which nothing remains; undefined where it takes them. Inside a transaction. */
export async function attempt(
  session: Session,
  statements: readonly string[],
): Promise<ToolError | undefined> {
  await session.query("savepoint attempt");
  try {
    for (const sql of statements) await session.query(sql);
    return undefined;
  } catch (error) {
    if (error instanceof ToolError && error.sqlstate !== undefined) return error;
    throw error;
  } finally {
    await session.query("rollback to savepoint attempt");
  }
}
