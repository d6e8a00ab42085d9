import { ToolError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";
import { pause } from "./retry.ts";
import type { RunOptions } from "./step-run.ts";

/** How much later than before the backfill a replica may apply what was written. */
const LAG_MS = 10_000;
/** How much more than before a slot that is read from may keep. */
const KEPT_BYTES = 1024 ** 3;
const LOOK_MS = 500;
/** `pg_locks` stops every locker of the server for a moment, so it is not read after each small batch. */
const SELDOM_MS = 100;
/** Whatever it is that others wait for so long, it is not the backfill that goes on. */
const LONGEST_MS = 600_000;

/** What a backfill does to others. */
export interface Gauge {
  /** Of the table, estimated by Postgres. */
  readonly rows: number;
  /** Returns when replicas have caught up and nobody waits for a lock on the table. Throws UNAVAILABLE after ten minutes. */
  calm(options: RunOptions): Promise<void>;
}

interface Reading {
  readonly lagMs: number;
  readonly keptBytes: number;
  readonly waiting: number;
}

/** Replication as it is now is what later readings are compared with. */
export async function openGauge(session: Session, table: string): Promise<Gauge> {
  const before = await readPressure(session, table);
  const [size] = await session.query<{ rows: number }>(
    `select greatest(reltuples, 0)::float8 as rows from pg_catalog.pg_class
     where oid operator(pg_catalog.=) pg_catalog.to_regclass($1)`,
    [table],
  );
  let looked = Date.now();
  return {
    rows: size?.rows ?? 0,
    async calm(options) {
      if (Date.now() - looked < SELDOM_MS) return;
      const end = Date.now() + LONGEST_MS;
      for (;;) {
        const reason = tooMuch(before, await readPressure(session, table));
        looked = Date.now();
        if (reason === undefined) return;
        if (Date.now() > end) throw stopped(reason);
        options.progress(0, `The backfill waits: ${reason}`);
        await pause(LOOK_MS, options.signal);
      }
    },
  };
}

/** Null, hence 0, where the role may not see it. */
async function readPressure(session: Session, table: string): Promise<Reading> {
  const [row] = await session.query<Record<keyof Reading, number>>(
    `select
       coalesce((select extract(epoch from pg_catalog.max(replay_lag)) * 1000
         from pg_catalog.pg_stat_replication where state = 'streaming'), 0)::float8 as "lagMs",
       coalesce((select pg_catalog.max(pg_catalog.pg_wal_lsn_diff(
           pg_catalog.pg_current_wal_lsn(), coalesce(confirmed_flush_lsn, restart_lsn)))
         from pg_catalog.pg_replication_slots where active), 0)::float8 as "keptBytes",
       (select pg_catalog.count(*) from pg_catalog.pg_locks
         where not granted and relation = pg_catalog.to_regclass($1)
           and database = (select oid from pg_catalog.pg_database
             where datname = pg_catalog.current_database()))::float8 as waiting`,
    [table],
  );
  return row ?? { lagMs: 0, keptBytes: 0, waiting: 0 };
}

function tooMuch(before: Reading, now: Reading): string | undefined {
  if (now.waiting > 0) return `${now.waiting} others wait for a lock on the table`;
  if (now.lagMs > before.lagMs + LAG_MS)
    return `a replica is ${Math.round(now.lagMs / 1000)} s behind`;
  if (now.keptBytes > before.keptBytes + KEPT_BYTES)
    return `a replication slot is ${Math.round(now.keptBytes / 1024 ** 2)} MB behind`;
  return undefined;
}

function stopped(reason: string): ToolError {
  return new ToolError(
    "UNAVAILABLE",
    `The backfill waited ten minutes for others: ${reason}. What it has done is kept.`,
    "Look into it, then repeat the call: it goes on where it stopped.",
  );
}

/** How many wait for locks of this session's transaction, on rows or on tables. */
export async function waitingBehind(session: Session): Promise<number> {
  const [row] = await session.query<{ waiting: number }>(
    `select pg_catalog.count(*)::int as waiting from pg_catalog.pg_locks w
     where not w.granted and pg_catalog.pg_backend_pid() = any (pg_catalog.pg_blocking_pids(w.pid))`,
  );
  return row?.waiting ?? 0;
}
