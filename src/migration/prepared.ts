import { ToolError } from "../core/errors.ts";
import type { Session } from "../core/session.ts";

/** What `prepared` calls the statement. */
export const PREPARED = "neon_dba_old";

const LIMITS = { maxRows: 1, maxBytes: 1_000_000, complete: true } as const;

/** Prepares a statement of the running application for the time of the work. */
export async function prepared<T>(
  session: Session,
  statement: string,
  work: () => Promise<T>,
): Promise<T> {
  await session.execute(`PREPARE ${PREPARED} AS ${statement}`, [], LIMITS);
  try {
    return await work();
  } finally {
    await session.query(`deallocate ${PREPARED}`);
  }
}

/** Types as `regtype` prints them; undefined where Postgres does not prepare the statement. */
export async function parameterTypes(
  session: Session,
  statement: string,
): Promise<readonly string[] | undefined> {
  try {
    return await prepared(session, statement, async () => {
      const [row] = await session.query<{ types: string }>(
        `select pg_catalog.array_to_json(parameter_types::pg_catalog.text[])::pg_catalog.text as types
         from pg_catalog.pg_prepared_statements where name = $1`,
        [PREPARED],
      );
      return JSON.parse(row?.types ?? "[]") as string[];
    });
  } catch (error) {
    if (error instanceof ToolError && error.sqlstate !== undefined) return undefined;
    throw error;
  }
}
