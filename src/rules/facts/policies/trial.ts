import { ToolError } from "../../../core/errors.ts";
import type { Session } from "../../../core/session.ts";

/** Runs the work within the caller's transaction and takes back what it did, whether it succeeds or not. */
export async function trial<T>(session: Session, work: () => Promise<T>): Promise<T> {
  await session.query("savepoint trial");
  try {
    return await work();
  } finally {
    await session.query("rollback to savepoint trial");
    await session.query("release savepoint trial");
  }
}

/** Runs the work, and takes it back only where Postgres refuses it: then the result is undefined. */
export async function attempt<T>(session: Session, work: () => Promise<T>): Promise<T | undefined> {
  await session.query("savepoint attempt");
  try {
    const result = await work();
    await session.query("release savepoint attempt");
    return result;
  } catch (error) {
    await session.query("rollback to savepoint attempt");
    await session.query("release savepoint attempt");
    if (error instanceof ToolError && error.sqlstate !== undefined) return undefined;
    throw error;
  }
}
