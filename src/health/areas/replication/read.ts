import type { Session } from "../../../core/session.ts";
import { userSchema } from "../../../postgres/catalog/read/scope.ts";
import { jsonRows } from "../../../postgres/catalog/read/source.ts";

export interface Slot {
  readonly name: string;
  readonly type: "physical" | "logical";
  readonly active: boolean;
  /** WAL that is kept for it. */
  readonly bytes: number;
  /** `reserved`, `extended`, `unreserved` or `lost`. */
  readonly status: string | null;
  /** Bytes that may still be written before it is in danger; null where nothing bounds it. */
  readonly safe: number | null;
  /** From Postgres 17 on. */
  readonly inactiveSince: string | null;
  /** Bytes of decoded transactions that went to disk, and all that were decoded. */
  readonly spilled: number;
  readonly decoded: number;
}

export interface Standby {
  readonly pid: number;
  readonly name: string;
  readonly state: string | null;
  readonly bytes: number | null;
  readonly seconds: number | null;
}

export interface Subscription {
  readonly name: string;
  readonly enabled: boolean;
  readonly working: boolean;
  /** Its worker has not begun anew for a minute. */
  readonly steady: boolean;
  readonly errors: number;
}

export interface Replication {
  readonly inRecovery: boolean;
  /** Of a standby: seconds between what it has received and what it shows. */
  readonly replaySeconds: number;
  /** Bytes; -1: without end. */
  readonly slotLimit: number;
  readonly slots: readonly Slot[];
  readonly standbys: readonly Standby[];
  readonly subscriptions: readonly Subscription[];
  /** Published tables of which no row can be updated or deleted. */
  readonly unidentified: readonly { readonly table: string; readonly publication: string }[];
}

const here = `case when pg_catalog.pg_is_in_recovery() then pg_catalog.pg_last_wal_replay_lsn() else pg_catalog.pg_current_wal_lsn() end`;

/** Of all databases; slots of logical replication belong to one. */
const slots = (version: number): string => `
  select s.slot_name as name, s.slot_type as type, s.active, s.wal_status as status, s.safe_wal_size as safe,
         coalesce(pg_catalog.pg_wal_lsn_diff(${here}, s.restart_lsn), 0)::float8 as bytes,
         ${version >= 170000 ? "s.inactive_since" : "null::timestamptz"} as "inactiveSince",
         coalesce(t.spill_bytes, 0) as spilled, coalesce(t.total_bytes, 0) as decoded
    from pg_catalog.pg_replication_slots s
    left join pg_catalog.pg_stat_replication_slots t on t.slot_name = s.slot_name
   where not s.temporary`;

const standbys = `
  select pid, coalesce(nullif(application_name, ''), '(no name)') as name, state,
         pg_catalog.pg_wal_lsn_diff(${here}, replay_lsn)::float8 as bytes, extract(epoch from replay_lag)::float8 as seconds
    from pg_catalog.pg_stat_replication`;

/** Counters of errors are there from Postgres 15 on. */
const subscriptions = (version: number): string => `
  select u.subname as name, u.subenabled as enabled, w.pid is not null as working,
         exists (select from pg_catalog.pg_stat_activity a where a.pid = w.pid and a.backend_start < pg_catalog.clock_timestamp() - interval '1 minute') as steady,
         ${version >= 150000 ? "coalesce((select e.apply_error_count + e.sync_error_count from pg_catalog.pg_stat_subscription_stats e where e.subid = u.oid), 0)" : "0"} as errors
    from pg_catalog.pg_subscription u
    left join pg_catalog.pg_stat_subscription w on w.subid = u.oid and w.relid is null
   where u.subdbid = (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database())`;

/**
 * An index that is to identify the rows may have been dropped. `pg_publication_tables` would say what is published, and waits for whoever
 * has locked one of the tables.
 */
const unidentified = (version: number): string => `
  select pg_catalog.format('%I.%I', n.nspname, c.relname) as "table", min(p.pubname) as publication
    from pg_catalog.pg_publication p
    join pg_catalog.pg_class c on c.relkind = 'r' and c.relpersistence = 'p'
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
   where (p.pubupdate or p.pubdelete) and ${userSchema("n")}
     and (p.puballtables
          or exists (select from pg_catalog.pg_publication_rel r
                      where r.prpubid = p.oid and (r.prrelid = c.oid or r.prrelid in (select relid from pg_catalog.pg_partition_ancestors(c.oid))))
          ${version >= 150000 ? "or exists (select from pg_catalog.pg_publication_namespace s where s.pnpubid = p.oid and s.pnnspid = c.relnamespace)" : ""})
     and case c.relreplident
           when 'f' then false when 'n' then true
           when 'i' then not exists (select from pg_catalog.pg_index i where i.indrelid = c.oid and i.indisreplident)
           else not exists (select from pg_catalog.pg_index i where i.indrelid = c.oid and i.indisprimary) end
   group by 1 order by 1`;

const state = `
  select pg_catalog.pg_is_in_recovery() as "inRecovery",
         case when pg_catalog.pg_is_in_recovery() and pg_catalog.pg_last_wal_receive_lsn() is distinct from pg_catalog.pg_last_wal_replay_lsn()
              then coalesce(extract(epoch from pg_catalog.clock_timestamp() - pg_catalog.pg_last_xact_replay_timestamp()), 0) else 0 end::float8 as "replaySeconds",
         (select setting::float8 * case when setting = '-1' then 1 else 1048576 end
            from pg_catalog.pg_settings where name = 'max_slot_wal_keep_size') as "slotLimit"`;

export async function readReplication(session: Session): Promise<Replication> {
  const { version } = session;
  const [now] = await jsonRows<Pick<Replication, "inRecovery" | "replaySeconds" | "slotLimit">>(
    session,
    state,
  );
  return {
    inRecovery: now?.inRecovery ?? false,
    replaySeconds: now?.replaySeconds ?? 0,
    slotLimit: now?.slotLimit ?? -1,
    slots: await jsonRows<Slot>(session, slots(version)),
    standbys: await jsonRows<Standby>(session, standbys),
    subscriptions: await jsonRows<Subscription>(session, subscriptions(version)),
    unidentified: await jsonRows<Replication["unidentified"][number]>(
      session,
      unidentified(version),
    ),
  };
}
