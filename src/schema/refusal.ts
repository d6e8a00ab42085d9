import { ToolError } from "../core/errors.ts";
import type { Session } from "../core/session.ts";

/** What Postgres says to a statement of ours; undefined where it takes it. Throws what is no answer of Postgres's. */
export async function refusal(session: Session, sql: string): Promise<ToolError | undefined> {
  try {
    await session.query(sql);
    return undefined;
  } catch (error) {
    if (error instanceof ToolError && error.sqlstate !== undefined) return error;
    throw error;
  }
}
