import type { Session } from "../../../core/session.ts";
import type { Ended } from "../../end/statements.ts";

/** A session that waits for a lock, or that somebody waits for. */
export interface Locker extends Ended {
  /** 0: a prepared transaction, which is no session. */
  readonly pid: number;
  /** `client backend`, `autovacuum worker`, …; null where the role is not shown it. */
  readonly kind: string | null;
  readonly application: string;
  readonly role: string;
  readonly state: string | null;
  /** Since the state began, and the transaction. */
  readonly stateSeconds: number;
  readonly statement: string;
  /** What it waits for; null where it waits for no lock. */
  readonly mode: string | null;
  readonly relation: string | null;
  readonly waitSeconds: number;
  /** Sessions that hold the lock, or that stand before it in the queue. */
  readonly blockedBy: readonly number[];
}

interface Found extends Record<string, unknown> {
  readonly sessions: string;
  readonly waiting: number;
}

/**
 * pg_blocking_pids looks at the shared table of locks, for each that waits: the hundred that wait longest. It knows of the queue too, so a
 * waiting ALTER TABLE blocks whoever comes after it, and it answers with the leader of parallel workers, whom we put together as well.
 * Everybody may see pg_locks, whatever pg_stat_activity hides.
 */
const sql = `
with waiting as materialized (
  select l.pid, min(l.waitstart) as since, min(l.mode) as mode,
         min(case when l.database = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())
                  then l.relation::pg_catalog.regclass::text end) as relation
  from pg_catalog.pg_locks l where not l.granted group by l.pid
), longest as materialized (
  select w.*, pg_catalog.pg_blocking_pids(w.pid) as by from (select * from waiting order by since nulls last limit 100) w
), pids as (
  select pid from longest union select unnest(by) from longest
)
select (select count(*) from waiting)::int as waiting, coalesce((select pg_catalog.json_agg(t) from (
  select p.pid, a.backend_type as kind, coalesce(nullif(a.application_name, ''), '(no name)') as application, coalesce(a.usename, '?') as role,
         a.state, coalesce(extract(epoch from pg_catalog.clock_timestamp() - a.state_change), 0)::float8 as "stateSeconds",
         a.backend_start::text as "backendStart", a.query_start::text as "queryStart", coalesce(pg_catalog.left(a.query, 2000), '') as statement,
         l.mode, l.relation, coalesce(extract(epoch from pg_catalog.clock_timestamp() - l.since), 0)::float8 as "waitSeconds",
         array(select distinct coalesce(b.leader_pid, u.pid) from unnest(l.by) u (pid)
               left join pg_catalog.pg_stat_activity b on b.pid = u.pid where u.pid <> p.pid order by 1) as "blockedBy"
  from pids p left join longest l on l.pid = p.pid left join pg_catalog.pg_stat_activity a on a.pid = p.pid) t), '[]')::text as sessions`;

export interface LockQueues {
  readonly sessions: readonly Locker[];
  /** Of all, also those beyond the hundred. */
  readonly waiting: number;
}

export async function readLocks(session: Session): Promise<LockQueues> {
  const [found] = await session.query<Found>(sql);
  return {
    sessions: JSON.parse(found?.sessions ?? "[]") as Locker[],
    waiting: found?.waiting ?? 0,
  };
}
