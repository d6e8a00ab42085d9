import type { Client } from "pg";
import { setTimeout as sleep } from "node:timers/promises";
import { quoteLiteral } from "../../../sql/quote.ts";
import type { Settings } from "../../settings.ts";
import { checkpointLsn, requiredBy } from "../storage/control-file.ts";
import type { WithSource } from "../storage/copy-data.ts";
import {
  canFollow,
  connectionInfo,
  makeReplica,
  writeConnection,
} from "../storage/replica-data.ts";
import type { Data, Store } from "../storage/store.ts";
import { fetchCommand } from "./our-life.ts";
import { runPostgres, type Running } from "./postgres.ts";

export interface StandbyOptions {
  readonly store: Store;
  readonly primary: Data;
  readonly replica: Data;
  readonly withSource: WithSource;
  /** The primary, while it runs. */
  readonly running: () => Running | undefined;
  readonly signal: AbortSignal;
}

/** What makes a compute one that follows another and refuses writes. */
export interface Standby {
  /**
   * Starts it with the settings of its own size, on a copy that is made where there is none that could follow. Returns when it has
   * everything that is written on the primary now, or after a while without.
   */
  run(own: Settings): Promise<Running>;
  /** The primary has been started or has ended. */
  follow(control: Client): Promise<void>;
}

const PATIENCE_MS = 10_000;
const POLL_MS = 10;

/**
 * A hot standby. It is fed by streaming, so that what is written arrives at once; what it missed while it slept it fetches from the
 * folder of the primary's WAL, so that it wakes without waking the primary, as on Neon, where both have the same storage. A fresh copy
 * at each start would be simpler, and wake the primary each time.
 */
export function createStandby(options: StandbyOptions): Standby {
  const { store, primary, replica, withSource, running, signal } = options;
  const renew = (): Promise<void> => makeReplica(store, { primary, replica }, withSource, signal);
  const start = (own: Settings): Promise<Running> => {
    writeConnection(store, replica, running()?.port);
    const settings = { ...own, ...standbySettings(own, primary, replica) };
    return runPostgres(store, replica, settings);
  };
  const catchUp = async (control: Client): Promise<void> => {
    const target = await positionOf(primary, running());
    const end = Date.now() + PATIENCE_MS;
    while (!(await hasReached(control, target))) {
      if (Date.now() > end)
        return store.log("warn", "A replica lags", { data: replica.path, target });
      await sleep(POLL_MS);
    }
  };
  return {
    async run(own) {
      if (!canFollow(primary, replica)) await renew();
      const started = await start(own).catch(async () => {
        // it lacks something that no retry brings: WAL that is gone, or room for the primary's sessions
        await renew();
        return start(own);
      });
      await catchUp(started.control);
      return started;
    },
    async follow(control) {
      const info = quoteLiteral(connectionInfo(replica, running()?.port));
      await control.query(`alter system set primary_conninfo = ${info}`);
      await control.query("select pg_reload_conf()");
    },
  };
}

/**
 * As on Neon, a replica has no fewer connections and locks than its primary had when it last started; it takes them over when it is
 * started itself.
 */
function standbySettings(own: Settings, primary: Data, replica: Data): Settings {
  const required = [requiredBy(primary.pgdata), requiredBy(replica.pgdata)];
  const most = (name: string, of: readonly number[]): string =>
    String(Math.max(Number(own[name] ?? 0), ...of));
  const locks = required.map((each) => each.locks);
  return {
    hot_standby: "on",
    restore_command: fetchCommand(primary.wal),
    wal_retrieve_retry_interval: "1s",
    // The history is the primary's.
    wal_keep_size: "0",
    max_connections: most(
      "max_connections",
      required.map(({ connections }) => connections),
    ),
    max_locks_per_transaction: most("max_locks_per_transaction", locks),
  };
}

async function positionOf(primary: Data, running: Running | undefined): Promise<string> {
  if (running === undefined) return checkpointLsn(primary.pgdata);
  const { rows } = await running.control.query<{ lsn: string }>(
    "select pg_current_wal_flush_lsn() as lsn",
  );
  return rows[0]?.lsn ?? "0/0";
}

async function hasReached(control: Client, lsn: string): Promise<boolean> {
  const { rows } = await control.query<{ reached: boolean }>(
    "select pg_last_wal_replay_lsn() >= $1::pg_lsn as reached",
    [lsn],
  );
  return rows[0]?.reached === true;
}
