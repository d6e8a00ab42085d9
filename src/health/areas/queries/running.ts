import type { Session } from "../../../core/session.ts";
import { ofClients } from "../../clients.ts";
import type { Ended } from "../../end/statements.ts";

/** A statement that a client runs now. */
export interface RunningStatement extends Ended {
  readonly application: string;
  readonly role: string;
  readonly seconds: number;
  /** `Lock`, `IO`, …; null while it computes. */
  readonly waitsFor: string | null;
  readonly statement: string;
}

export interface Running {
  /** Clients' sessions that run something, ours apart. */
  readonly active: number;
  /** Longer than the objective, the longest first; maintenance and copies left out. */
  readonly beyond: readonly RunningStatement[];
}

interface Found extends Record<string, unknown> {
  readonly active: number;
  readonly beyond: string;
}

const sql = `
with active as materialized (
  select a.* from pg_catalog.pg_stat_activity a
  where a.state = 'active' and ${ofClients} and a.pid <> pg_catalog.pg_backend_pid()
)
select (select count(*) from active)::int as active, coalesce((select pg_catalog.json_agg(t) from (
  select a.pid, a.backend_start::text as "backendStart", a.query_start::text as "queryStart",
         coalesce(nullif(a.application_name, ''), '(no name)') as application, a.usename as role,
         extract(epoch from pg_catalog.clock_timestamp() - a.query_start)::float8 as seconds,
         a.wait_event_type as "waitsFor", pg_catalog.left(a.query, 2000) as statement
  from active a
  where a.query_start < pg_catalog.clock_timestamp() - pg_catalog.make_interval(secs => $1)
    and a.application_name <> 'pg_dump'
    and a.query !~* '^\\s*(vacuum|analyze|create|reindex|cluster|refresh|copy|start_replication|alter)\\M'
  order by a.query_start limit 50) t), '[]')::text as beyond`;

export async function readRunning(session: Session, sloMs: number): Promise<Running> {
  const [found] = await session.query<Found>(sql, [String(sloMs / 1000)]);
  return {
    active: found?.active ?? 0,
    beyond: JSON.parse(found?.beyond ?? "[]") as RunningStatement[],
  };
}
