import type { Session } from "../../../core/session.ts";
import { ofClients } from "../../clients.ts";
import type { Ended } from "../../end/statements.ts";

/** A client's session that has a transaction open. */
export interface Transaction extends Ended {
  readonly application: string;
  readonly role: string;
  readonly database: string;
  readonly state: string;
  /** Since the transaction began, and since it is in its state. */
  readonly seconds: number;
  readonly stateSeconds: number;
  /** Transactions begun since its snapshot: what died in them cannot be removed. */
  readonly heldTransactions: number;
  /** `PgSleep`, `ClientRead`, …; null while it computes. */
  readonly waitsFor: string | null;
  /** It waits for a lock: what is wrong is elsewhere, and `locks` says where. */
  readonly isBlocked: boolean;
  /** The one that runs, or that ran last. */
  readonly statement: string;
}

export interface Prepared {
  readonly name: string;
  readonly role: string;
  readonly database: string;
  readonly seconds: number;
  readonly heldTransactions: number;
}

export interface Transactions {
  readonly open: readonly Transaction[];
  readonly prepared: readonly Prepared[];
  /** Of this database, by the counters; a transaction that holds vacuum back keeps some of them. */
  readonly deadRows: number;
}

interface Found extends Record<string, unknown> {
  readonly open: string;
  readonly prepared: string;
  readonly deadRows: number;
}

/** The oldest hundred are enough: a longer list is a storm, and `connections` tells of that. */
const sql = `
select coalesce((select pg_catalog.json_agg(t) from (
         select a.pid, a.backend_start::text as "backendStart", a.query_start::text as "queryStart",
                coalesce(nullif(a.application_name, ''), '(no name)') as application, a.usename as role, a.datname as database, a.state,
                extract(epoch from pg_catalog.clock_timestamp() - a.xact_start)::float8 as seconds,
                extract(epoch from pg_catalog.clock_timestamp() - a.state_change)::float8 as "stateSeconds",
                greatest(pg_catalog.age(a.backend_xmin), pg_catalog.age(a.backend_xid), 0) as "heldTransactions",
                a.wait_event as "waitsFor", a.wait_event_type is not distinct from 'Lock' as "isBlocked", pg_catalog.left(a.query, 2000) as statement
         from pg_catalog.pg_stat_activity a
         where ${ofClients} and a.xact_start is not null and a.pid <> pg_catalog.pg_backend_pid()
         order by a.xact_start limit 100) t), '[]')::text as open,
       coalesce((select pg_catalog.json_agg(t) from (
         select p.gid as name, p.owner as role, p.database, extract(epoch from pg_catalog.clock_timestamp() - p.prepared)::float8 as seconds,
                pg_catalog.age(p.transaction) as "heldTransactions"
         from pg_catalog.pg_prepared_xacts p order by p.prepared limit 100) t), '[]')::text as prepared,
       (select coalesce(sum(s.n_dead_tup), 0) from pg_catalog.pg_stat_user_tables s)::float8 as "deadRows"`;

export async function readTransactions(session: Session): Promise<Transactions> {
  const [found] = await session.query<Found>(sql);
  return {
    open: JSON.parse(found?.open ?? "[]") as Transaction[],
    prepared: JSON.parse(found?.prepared ?? "[]") as Prepared[],
    deadRows: found?.deadRows ?? 0,
  };
}
