import type { Session } from "../../core/session.ts";
import { ownMark } from "../own.ts";
import type { Source } from "./source.ts";

/** What pg_stat_statements knows of one statement of this database as one role runs it. Times in ms, blocks of 8 kB. */
export interface Statement {
  readonly queryid: string;
  /** The role's oid. */
  readonly role: string;
  /** With `$n` for constants and parameters alike. */
  readonly sql: string;
  /** Sent by a client; otherwise run inside a function, which is counted as well (`pg_stat_statements.track = all`). */
  readonly toplevel: boolean;
  readonly calls: number;
  readonly rows: number;
  readonly totalMs: number;
  readonly meanMs: number;
  readonly minMs: number;
  readonly maxMs: number;
  readonly deviationMs: number;
  /** 0 where planning is not timed. */
  readonly planningMs: number;
  readonly blocksHit: number;
  readonly blocksRead: number;
  /** Read and written: shared, local and temporary. */
  readonly blocksMoved: number;
  readonly tempWritten: number;
  /** Of reading and writing blocks; 0 where it is not timed. */
  readonly ioMs: number;
  readonly walBytes: number;
  /** Pages written whole, because of a checkpoint. */
  readonly walPages: number;
  readonly workersPlanned: number;
  readonly workersLaunched: number;
  /** Seconds since it was first seen, or since the reset; null where nothing tells. */
  readonly seconds: number | null;
}

export interface Statements {
  readonly statements: readonly Statement[];
  /** Of all statements sent by clients of this database but our own, also those that are not among `statements`. */
  readonly totalMs: number;
  /** Of those whose text this role may not see. */
  readonly hidden: { readonly statements: number; readonly ms: number };
}

interface StatementRow extends Record<string, unknown>, Statement {
  readonly databaseMs: number;
  readonly hiddenMs: number;
  readonly hiddenStatements: number;
}

export interface StatementOptions {
  /** Statements that are among so many first ones by any of the figures. */
  readonly most: number;
  /** Longer texts are cut: the parser refuses them then. */
  readonly longest: number;
}

/**
 * The statements of this database that matter by time, calls, blocks, WAL or deviation, the longest in total first. Left out: other
 * databases, this server's own statements, and those of Neon's own role.
 */
export async function readStatements(
  session: Session,
  source: Source,
  { most, longest }: StatementOptions,
): Promise<Statements> {
  const rows = await session.query<StatementRow>(statementsSql(source), [
    ownMark,
    String(most),
    String(longest),
  ]);
  const [first] = rows;
  return {
    statements: rows.filter(({ sql }) => sql !== hiddenText),
    totalMs: first?.databaseMs ?? 0,
    hidden: { statements: first?.hiddenStatements ?? 0, ms: first?.hiddenMs ?? 0 },
  };
}

const hiddenText = "<insufficient privilege>";

/** Constant text but for the schema and for what the columns are called in this version of the extension. */
function statementsSql({ schema, columns, since }: Source): string {
  const sum = (...names: readonly (string | readonly string[])[]): string => {
    const found = names
      .map((name) => [name].flat().find((candidate) => columns.has(candidate)))
      .filter((name) => name !== undefined);
    return found.length === 0
      ? "0::float8"
      : `(${found.map((name) => `s.${name}`).join(" + ")})::float8`;
  };
  const started = columns.has("stats_since")
    ? "s.stats_since"
    : since === null
      ? "null::timestamptz"
      : `(select i.stats_reset from ${schema}.pg_stat_statements_info i)`;
  return `
with s as (
  select s.queryid::text as queryid, s.userid::text as role, s.query as text,
         ${columns.has("toplevel") ? "s.toplevel" : "true"} as toplevel,
         ${sum("calls")} as calls, ${sum("rows")} as rows,
         ${sum(["total_exec_time", "total_time"])} as "totalMs", ${sum(["mean_exec_time", "mean_time"])} as "meanMs",
         ${sum(["min_exec_time", "min_time"])} as "minMs", ${sum(["max_exec_time", "max_time"])} as "maxMs",
         ${sum(["stddev_exec_time", "stddev_time"])} as "deviationMs", ${sum("total_plan_time")} as "planningMs",
         ${sum("shared_blks_hit", "local_blks_hit")} as "blocksHit",
         ${sum("shared_blks_read", "local_blks_read")} as "blocksRead",
         ${sum("shared_blks_read", "shared_blks_written", "local_blks_read", "local_blks_written", "temp_blks_read", "temp_blks_written")} as "blocksMoved",
         ${sum("temp_blks_written")} as "tempWritten",
         ${sum(["shared_blk_read_time", "blk_read_time"], ["shared_blk_write_time", "blk_write_time"], "local_blk_read_time", "local_blk_write_time", "temp_blk_read_time", "temp_blk_write_time")} as "ioMs",
         ${sum("wal_bytes")} as "walBytes", ${sum("wal_fpi")} as "walPages",
         ${sum("parallel_workers_to_launch")} as "workersPlanned", ${sum("parallel_workers_launched")} as "workersLaunched",
         extract(epoch from pg_catalog.clock_timestamp() - ${started})::float8 as seconds
  from ${schema}.pg_stat_statements s
  where s.dbid = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())
    -- a utility statement may have no id, and is told from others by nothing then
    and s.calls > 0 and (s.queryid is not null or s.query = '${hiddenText}')
    and pg_catalog.strpos(s.query, $1) = 0
    -- what Neon itself does in a database is nobody's to tune
    and s.userid not in (select r.oid from pg_catalog.pg_roles r where r.rolname = 'cloud_admin' and r.rolname <> current_user)
), ranked as (
  select s.*, sum("totalMs") filter (where toplevel) over () as "databaseMs",
         coalesce(sum("totalMs") filter (where text = '${hiddenText}') over (), 0) as "hiddenMs",
         count(*) filter (where text = '${hiddenText}') over () as "hiddenStatements",
         least(row_number() over (order by "totalMs" desc), row_number() over (order by "meanMs" desc),
               row_number() over (order by calls desc), row_number() over (order by "blocksMoved" desc),
               row_number() over (order by "walBytes" desc), row_number() over (order by "deviationMs" desc)) as place
  from s
)
select queryid, role, pg_catalog.left(text, $3::int) as sql, toplevel, calls, rows, "totalMs", "meanMs", "minMs", "maxMs", "deviationMs",
       "planningMs", "blocksHit", "blocksRead", "blocksMoved", "tempWritten", "ioMs", "walBytes", "walPages",
       "workersPlanned", "workersLaunched", seconds, "databaseMs", "hiddenMs", "hiddenStatements"
from ranked where place <= $2::int order by "totalMs" desc, queryid`;
}
