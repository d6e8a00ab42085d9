import type { Session } from "../../core/session.ts";

/** A session of pg_stat_activity and who waits for it. What a role is not shown is null. */
export interface Running {
  readonly pid: number;
  readonly kind: string | null;
  readonly application: string;
  readonly role: string | null;
  readonly state: string | null;
  /** As Postgres prints them, so that they compare as they were. */
  readonly backendStart: string | null;
  readonly transactionStart: string | null;
  readonly queryStart: string | null;
  readonly transactionSeconds: number | null;
  readonly statement: string;
  /** Sessions that wait for one of its locks, directly. */
  readonly waiting: number;
  readonly own: boolean;
}

/** Those of the numbers that there are, in their order. */
export async function readSessions(
  session: Session,
  pids: readonly number[],
): Promise<readonly Running[]> {
  return session.query<Running & Record<string, string | number | boolean | null>>(QUERY, [
    [...pids],
  ]);
}

const QUERY = `
  select a.pid::int as pid, a.backend_type as kind, coalesce(nullif(a.application_name, ''), '(no name)') as application,
    a.usename::text as role, a.state, a.backend_start::text as "backendStart", a.xact_start::text as "transactionStart",
    a.query_start::text as "queryStart",
    extract(epoch from pg_catalog.clock_timestamp() - a.xact_start)::float8 as "transactionSeconds",
    pg_catalog.left(coalesce(a.query, ''), 2000) as statement,
    (select pg_catalog.count(distinct l.pid)::int from pg_catalog.pg_locks l
     where not l.granted and a.pid = any (pg_catalog.pg_blocking_pids(l.pid))) as waiting,
    a.pid = pg_catalog.pg_backend_pid() as own
  from pg_catalog.unnest($1::int4[]) with ordinality as asked (pid, place)
  join pg_catalog.pg_stat_activity a on a.pid = asked.pid
  order by asked.place`;
