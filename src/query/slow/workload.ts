import type { Session } from "../../core/session.ts";
import { parseStatement } from "./command.ts";
import { mergeStatements } from "./merge.ts";
import { findSource } from "../../postgres/statements/source.ts";
import { readStatements } from "../../postgres/statements/statements.ts";

/** A statement that has a plan, with how often and how long it ran. */
export interface WorkloadStatement {
  readonly queryid: string;
  /** Whole, with `$n` for constants and parameters alike. */
  readonly sql: string;
  readonly calls: number;
  readonly meanMs: number;
  readonly totalMs: number;
  readonly rowsPerCall: number;
}

/**
 * The SELECT, INSERT, UPDATE, DELETE and MERGE statements that this database ran since the last reset, the longest in total first;
 * utility statements and this server's own are left out. Throws UNSUPPORTED or PERMISSION where there is no pg_stat_statements to read.
 */
export async function readWorkload(
  session: Session,
  { limit }: { readonly limit: number },
): Promise<readonly WorkloadStatement[]> {
  const source = await findSource(session);
  const { statements } = await readStatements(session, source, { most: mostRead, longest });
  const workload: WorkloadStatement[] = [];
  const merged = mergeStatements(statements).toSorted((a, b) => b.totalMs - a.totalMs);
  for (const { queryid, sql, calls, rows, meanMs, totalMs } of merged) {
    if (workload.length >= limit) break;
    const { command } = await parseStatement(sql);
    if (command === "utility" || command === "explain") continue;
    workload.push({ queryid, sql, calls, meanMs, totalMs, rowsPerCall: rows / calls });
  }
  return workload;
}

/** As many as Postgres keeps where nobody raised pg_stat_statements.max. */
const mostRead = 5_000;
/** What a text of Postgres can have at most. */
const longest = 2 ** 30;
