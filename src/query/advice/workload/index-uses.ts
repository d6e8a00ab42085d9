import type { Session } from "../../../core/session.ts";
import type { IndexUse } from "../types.ts";

/** Reads of a table before an index that served none of them is called unused. */
const READS = 1_000;

const sql = `
select pg_catalog.format('%I.%I', i.schemaname, i.indexrelname) as name, i.idx_scan::float8 as scans
from pg_catalog.pg_stat_user_indexes i
join pg_catalog.pg_stat_user_tables t on t.relid = i.relid
where coalesce(t.seq_scan, 0) + coalesce(t.idx_scan, 0) >= $1`;

/**
 * How often indexes were scanned since the statistics began, of tables that were read often enough for that to mean something: after a
 * reset, or on a compute that has just started, it means nothing.
 */
export async function readIndexUses(session: Session): Promise<readonly IndexUse[]> {
  return session.query<{ name: string; scans: number }>(sql, [READS]);
}
