import { ToolError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";

export interface Size {
  readonly rows: number;
  readonly bytes: number;
}

/**
 * Rows and bytes of every relation with files, by qualified name, a partitioned one with all its partitions. Rows are those of the last
 * ANALYZE; without one they are guessed from the bytes.
 */
export async function readSizes(session: Session): Promise<ReadonlyMap<string, Size>> {
  const rows = await measured(session);
  return new Map(rows.map(({ name, rows: count, bytes }) => [name, { rows: count, bytes }]));
}

/** Measuring a relation waits for a lock on it; where somebody holds that, the pages of the last ANALYZE have to do. */
async function measured(session: Session): Promise<SizeRow[]> {
  try {
    return await read(session, "pg_catalog.pg_relation_size(c.oid)");
  } catch (error) {
    if (!(error instanceof ToolError) || error.code !== "LOCK_TIMEOUT") throw error;
    return read(session, "c.relpages * 8192::int8");
  }
}

interface SizeRow extends Record<string, unknown> {
  readonly name: string;
  readonly rows: number;
  readonly bytes: number;
}

const read = (session: Session, bytes: string): Promise<SizeRow[]> =>
  session.transaction({ access: "read only", lockTimeoutMs: 1_000 }, () =>
    session.query<SizeRow>(`
      with recursive sized as (
        select c.oid, ${bytes} as bytes, c.reltuples, c.relkind
          from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
         where c.relkind in ('r', 'p', 'm', 'i', 'I') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
      ), tree as (
        select oid, oid as root from sized where relkind <> 'I'
         union all
        select h.inhrelid, t.root from tree t join pg_catalog.pg_class p on p.oid = t.oid and p.relkind = 'p'
          join pg_catalog.pg_inherits h on h.inhparent = t.oid
      )
      select format('%I.%I', n.nspname, c.relname) as name, sum(s.bytes)::float8 as bytes,
             round(sum(case when s.reltuples >= 0 and (s.reltuples > 0 or s.bytes = 0) then s.reltuples else s.bytes / 100 end))::float8 as rows
        from tree t join sized s on s.oid = t.oid join pg_catalog.pg_class c on c.oid = t.root
        join pg_catalog.pg_namespace n on n.oid = c.relnamespace
       group by 1`),
  );
