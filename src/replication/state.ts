import type { Session } from "../core/session.ts";
import { tableName } from "./names.ts";

export interface Publication {
  readonly name: string;
  readonly owner: string;
  readonly allTables: boolean;
  readonly tables: readonly string[];
  readonly operations: readonly string[];
  /** Published tables whose UPDATE and DELETE fail, because nothing identifies their rows. */
  readonly unidentified: readonly string[];
}

export interface Slot {
  readonly name: string;
  readonly plugin: string | null;
  readonly database: string | null;
  readonly active: boolean;
  readonly pid: number | null;
  /** WAL that is kept for it. */
  readonly heldBytes: number;
  /** `reserved`, `extended`, `unreserved` or `lost`. */
  readonly walStatus: string | null;
  /** Known from Postgres 17 on. */
  readonly inactiveSince: string | null;
}

export interface Sender {
  readonly application: string;
  readonly state: string | null;
  readonly slot: string | null;
  readonly behindBytes: number | null;
  readonly behindSeconds: number | null;
}

export interface Subscription {
  readonly name: string;
  readonly enabled: boolean;
  readonly publications: readonly string[];
  readonly slot: string | null;
  /** A worker applies changes. */
  readonly running: boolean;
  readonly latestLsn: string | null;
  readonly tables: readonly { readonly table: string; readonly ready: boolean }[];
  /** Since the counters were reset; null before Postgres 15. */
  readonly errors: number | null;
}

export interface ReplicationState {
  readonly walLevel: string;
  /** Of this server, as LSN. */
  readonly lsn: string;
  readonly publications: readonly Publication[];
  readonly slots: readonly Slot[];
  readonly senders: readonly Sender[];
  readonly subscriptions: readonly Subscription[];
}

/** What replicates from and to this database. Slots and senders are the whole server's. */
export async function readState(session: Session): Promise<ReplicationState> {
  const [server] = await session.query<{ wal_level: string; lsn: string }>(SERVER);
  return {
    walLevel: server?.wal_level ?? "",
    lsn: server?.lsn ?? "",
    publications: await session.query<Row<Publication>>(PUBLICATIONS).then(publications),
    slots: await readSlots(session),
    senders: await session.query<Row<Sender>>(SENDERS),
    subscriptions: await readSubscriptions(session),
  };
}

/** Of the whole server, but the temporary ones. */
export const readSlots = (session: Session): Promise<readonly Slot[]> =>
  session.query<Row<Slot>>(SLOTS);

/** Of this database. */
export async function readSubscriptions(session: Session): Promise<readonly Subscription[]> {
  const rows = await session.query<Row<Subscription>>(SUBSCRIPTIONS);
  const errors = session.version < 150_000 ? [] : await session.query<Row<Errors>>(ERRORS);
  const errorsOf = new Map(errors.map(({ name, count }) => [name, count]));
  return rows.map((row) => ({
    ...row,
    errors: errorsOf.get(row.name) ?? null,
    tables: (row.tables as unknown as (Named & { ready: boolean })[]).map((each) => ({
      table: tableName(each),
      ready: each.ready,
    })),
  }));
}

interface Errors {
  readonly name: string;
  readonly count: number;
}

type Row<T> = T & Record<string, unknown>;
type Named = { readonly schema: string; readonly name: string };

const publications = (rows: readonly Row<Publication>[]): Publication[] =>
  rows.map((row) => ({
    ...row,
    tables: (row.tables as unknown as Named[]).map(tableName),
    unidentified: (row.unidentified as unknown as Named[]).map(tableName),
  }));

const LSN =
  "case when pg_catalog.pg_is_in_recovery() then pg_catalog.pg_last_wal_replay_lsn() else pg_catalog.pg_current_wal_lsn() end";

const SERVER = `select pg_catalog.current_setting('wal_level') as wal_level, (${LSN})::text as lsn`;

/** What identifies a row: a primary key, the index that was named, or the whole row. */
export const UNIDENTIFIED = `(c.relreplident = 'n' or (c.relreplident = 'd' and not exists (
  select from pg_catalog.pg_index i where i.indrelid = c.oid and i.indisprimary)))`;

const PUBLICATIONS = `
  select p.pubname as name, pg_catalog.pg_get_userbyid(p.pubowner) as owner, p.puballtables as "allTables",
    pg_catalog.array_remove(array[
      case when p.pubinsert then 'insert' end, case when p.pubupdate then 'update' end,
      case when p.pubdelete then 'delete' end, case when p.pubtruncate then 'truncate' end], null) as operations,
    coalesce(t.tables, '[]') as tables, coalesce(t.unidentified, '[]') as unidentified
  from pg_catalog.pg_publication p
  left join lateral (
    select pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object('schema', v.schemaname, 'name', v.tablename)
        order by v.schemaname, v.tablename) as tables,
      pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object('schema', v.schemaname, 'name', v.tablename)
        order by v.schemaname, v.tablename)
        filter (where (p.pubupdate or p.pubdelete) and ${UNIDENTIFIED}) as unidentified
    from pg_catalog.pg_publication_tables v
    join pg_catalog.pg_namespace n on n.nspname = v.schemaname
    join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = v.tablename
    where v.pubname = p.pubname) t on true
  order by p.pubname`;

const SLOTS = `
  select s.slot_name as name, s.plugin, s.database, s.active, s.active_pid as pid,
    coalesce(pg_catalog.pg_wal_lsn_diff(${LSN}, s.restart_lsn), 0)::float8 as "heldBytes",
    s.wal_status as "walStatus", pg_catalog.to_jsonb(s) ->> 'inactive_since' as "inactiveSince"
  from pg_catalog.pg_replication_slots s
  where not s.temporary
  order by s.slot_name`;

const SENDERS = `
  select r.application_name as application, r.state, s.slot_name as slot,
    pg_catalog.pg_wal_lsn_diff(${LSN}, r.replay_lsn)::float8 as "behindBytes",
    pg_catalog.date_part('epoch', r.replay_lag)::float8 as "behindSeconds"
  from pg_catalog.pg_stat_replication r
  left join pg_catalog.pg_replication_slots s on s.active_pid = r.pid
  order by r.application_name`;

const SUBSCRIPTIONS = `
  select s.subname as name, s.subenabled as enabled, s.subpublications as publications, s.subslotname as slot,
    w.pid is not null as running, w.latest_end_lsn::text as "latestLsn",
    coalesce(t.tables, '[]') as tables
  from pg_catalog.pg_subscription s
  left join lateral (
    select v.pid, v.latest_end_lsn from pg_catalog.pg_stat_subscription v
    where v.subid = s.oid and v.relid is null and v.pid is not null limit 1) w on true
  left join lateral (
    select pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object('schema', n.nspname, 'name', c.relname,
      'ready', r.srsubstate = 'r') order by n.nspname, c.relname) as tables
    from pg_catalog.pg_subscription_rel r
    join pg_catalog.pg_class c on c.oid = r.srrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where r.srsubid = s.oid) t on true
  where s.subdbid = (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database())
  order by s.subname`;

// pg_stat_subscription_stats is there from Postgres 15 on
const ERRORS = `
  select e.subname as name, (e.apply_error_count + e.sync_error_count)::float8 as count
  from pg_catalog.pg_stat_subscription_stats e`;
