import { ToolError } from "../../../core/errors.ts";
import type { Session } from "../../../core/session.ts";
import { readWorkload } from "../../slow/workload.ts";
import type { WorkloadQuery } from "../types.ts";

export interface WorkloadRequest {
  readonly queries?:
    | readonly { readonly sql: string; readonly weight?: number | undefined }[]
    | undefined;
  readonly from?: "pg_stat_statements" | undefined;
}

/** Statements of pg_stat_statements that are looked at, by total time: what comes later is not what makes a database slow. */
const MOST = 100;

/**
 * The queries given, or the statements that the database has spent most time on, weighted by their calls. Throws INVALID_INPUT when both are
 * asked for or there is none, and what `readWorkload` throws.
 */
export async function workloadOf(
  { queries, from }: WorkloadRequest,
  session: Session,
): Promise<readonly WorkloadQuery[]> {
  if (queries !== undefined && from !== undefined)
    throw new ToolError(
      "INVALID_INPUT",
      "There are `queries` and `from`: a workload is one of them.",
      "Leave one out.",
    );
  if (queries !== undefined)
    return queries.map(({ sql, weight }) => ({ sql, ...(weight === undefined ? {} : { weight }) }));
  const statements = await readWorkload(session, { limit: MOST });
  if (statements.length === 0)
    throw new ToolError(
      "INVALID_INPUT",
      "pg_stat_statements holds no statement of this database with a plan.",
      "Give the statements in `queries`, or let the application work for a while.",
    );
  return statements.map(({ sql, calls }) => ({ sql, weight: calls }));
}
