import type { Session } from "../../../core/session.ts";
import { jsonRows } from "../../../postgres/catalog/read/source.ts";

/** What stops a compute from suspending. */
export interface Keeper {
  readonly kind:
    | "ping"
    | "open transaction"
    | "long statement"
    | "job of pg_cron"
    | "walsender"
    | "subscription";
  readonly name: string;
  readonly count: number;
  /** Of a ping since the last one, of a job between two, else since it began. */
  readonly seconds: number;
}

/**
 * Neon suspends when for so long no client did anything, no WAL was sent, no subscription worked and no autovacuum ran (neondatabase/neon,
 * compute_tools/src/monitor.rs): sessions that are idle do not matter, what is asked to keep them alive does.
 */
const keepers = `
  select kind, name, count(*) as count, max(seconds) as seconds from (
    select case when a.state like 'idle in transaction%' then 'open transaction' when a.state = 'active' then 'long statement' else 'ping' end as kind,
           coalesce(nullif(a.application_name, ''), '(no name)') as name,
           extract(epoch from pg_catalog.clock_timestamp() - case a.state when 'idle' then a.state_change when 'active' then a.query_start else a.xact_start end)::float8 as seconds
      from pg_catalog.pg_stat_activity a
     where a.backend_type = 'client backend' and a.pid <> pg_catalog.pg_backend_pid() and a.application_name not like 'neon-dba%'
       and case a.state
             when 'idle' then a.state_change > pg_catalog.clock_timestamp() - pg_catalog.make_interval(secs => $1::float8)
                          and a.query ~* '^\\s*(/\\*.*\\*/)?\\s*(select\\s+(1|true|now\\(\\)|version\\(\\)|current_timestamp)(\\s+as\\s+\\w+)?|--\\s*ping.*)?\\s*;?\\s*$'
             when 'active' then a.query_start < pg_catalog.clock_timestamp() - pg_catalog.make_interval(secs => $1::float8)
             else a.xact_start < pg_catalog.clock_timestamp() - pg_catalog.make_interval(secs => $1::float8) end
    union all
    select 'walsender', coalesce(nullif(application_name, ''), '(no name)'), extract(epoch from pg_catalog.clock_timestamp() - backend_start)::float8
      from pg_catalog.pg_stat_replication
    union all
    select 'subscription', subname, null from pg_catalog.pg_stat_subscription where pid is not null and relid is null
  ) k
  group by kind, name order by count desc`;

/** `seconds`: what a compute waits before it suspends. */
export const readKeepers = (session: Session, seconds: number): Promise<Keeper[]> =>
  jsonRows<Keeper>(session, keepers, [String(seconds)]);

export interface Load {
  readonly maxConnections: number;
  /** Sessions that compute and wait for nothing, at this moment. */
  readonly computing: number;
}

const load = `
  select pg_catalog.current_setting('max_connections')::int as "maxConnections",
         (select count(*) from pg_catalog.pg_stat_activity
           where backend_type in ('client backend', 'parallel worker') and state = 'active' and wait_event is null
             and pid <> pg_catalog.pg_backend_pid()) as computing`;

export async function readLoad(session: Session): Promise<Load> {
  const [row] = await jsonRows<Load>(session, load);
  if (row === undefined) throw new Error("a query of one row returned none");
  return row;
}
