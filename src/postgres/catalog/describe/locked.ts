import { ToolError } from "../../../core/errors.ts";
import type { Session } from "../../../core/session.ts";
import { jsonRows } from "../read/source.ts";

/**
 * Relations that somebody holds or awaits ACCESS EXCLUSIVE on, with the tables of such indexes and the parents of such
 * partitions. Postgres opens a relation to print an expression of it or to measure it, which waits for that lock.
 */
const sql = `
  with recursive exclusive as (
    select l.relation as oid from pg_locks l
     where l.locktype = 'relation' and l.mode = 'AccessExclusiveLock' and l.pid <> pg_backend_pid()
       and l.database = (select oid from pg_database where datname = current_database())
  ), affected as (
    select oid from exclusive
     union
    select i.indrelid from exclusive e join pg_index i on i.indexrelid = e.oid
     union
    select h.inhparent from affected a join pg_inherits h on h.inhrelid = a.oid)
  select oid::int8 as oid from affected`;

/** Does the work; when that has to wait for a lock, does it once more without the relations that are locked. */
export async function avoidingLocks<T>(
  session: Session,
  work: (locked: ReadonlySet<number> | null) => Promise<T>,
): Promise<T> {
  try {
    return await work(null);
  } catch (error) {
    if (!(error instanceof ToolError) || error.code !== "LOCK_TIMEOUT") throw error;
    const rows = await jsonRows<{ oid: number }>(session, sql);
    return work(new Set(rows.map(({ oid }) => oid)));
  }
}
