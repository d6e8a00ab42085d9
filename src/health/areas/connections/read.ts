import type { Session } from "../../../core/session.ts";

/** Sessions that are alike. */
export interface Group extends Record<string, unknown> {
  readonly application: string;
  readonly role: string;
  readonly database: string;
  readonly client: string;
  readonly state: string;
  readonly sessions: number;
  readonly old: number;
  readonly idleSeconds: number;
  /** Since the first of them was opened. */
  readonly openSeconds: number;
  readonly limit: number;
  readonly max: number;
}

/** Sessions of clients alone count against max_connections; of others' sessions an unprivileged role sees neither kind nor state. */
const sql = `
with limits as (
  select pg_catalog.current_setting('max_connections')::int as max,
         pg_catalog.current_setting('superuser_reserved_connections')::int
           + coalesce(pg_catalog.current_setting('reserved_connections', true)::int, 0) as reserved
)
select coalesce(nullif(a.application_name, ''), '(no name)') as application, coalesce(a.usename, '?') as role,
       coalesce(a.datname, '?') as database, coalesce(pg_catalog.host(a.client_addr), 'socket') as client, coalesce(a.state, 'unknown') as state,
       count(*)::int as sessions, l.max, l.max - l.reserved as limit,
       count(*) filter (where a.state = 'idle' and a.state_change < pg_catalog.clock_timestamp() - pg_catalog.make_interval(secs => $1))::int as old,
       coalesce(max(extract(epoch from pg_catalog.clock_timestamp() - a.state_change)), 0)::float8 as "idleSeconds",
       coalesce(max(extract(epoch from pg_catalog.clock_timestamp() - a.backend_start)), 0)::float8 as "openSeconds"
from pg_catalog.pg_stat_activity a cross join limits l
where a.backend_type = 'client backend' or (a.backend_type is null and a.datid is not null)
group by 1, 2, 3, 4, 5, l.max, l.reserved
order by sessions desc`;

/** `seconds`: what is idle for longer is old. */
export const readGroups = (session: Session, seconds: number): Promise<Group[]> =>
  session.query<Group>(sql, [String(seconds)]);
