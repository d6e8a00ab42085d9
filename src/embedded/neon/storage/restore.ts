import { chownSync, renameSync, rmSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Client } from "pg";
import { recoveryEndCommand, restoreCommand } from "../compute/our-life.ts";
import { withPrivatePostgres } from "../compute/private-postgres.ts";
import type { Settings } from "../../settings.ts";
import { HistoryError } from "../engine.ts";
import type { Point } from "../engine.ts";
import { filesOf } from "./bases.ts";
import { copyFiles } from "./copy-files.ts";
import type { Position, WithSource } from "./copy-data.ts";
import { baseFor, isBefore, readHistory, writeHistory } from "./history.ts";
import type { Base } from "./history.ts";
import { parseLsn } from "./lsn.ts";
import type { Data, Store } from "./store.ts";
import { makeWalFolder, placeOfSegment, shareWal } from "./wal.ts";

interface RestoreRequest {
  readonly source: Data;
  readonly at: Point;
  readonly signal: AbortSignal;
}

/** Makes the state of a past moment again, on a timeline of its own. The draft is shut down afterwards. Throws HistoryError. */
export async function restore(
  store: Store,
  { source, at, signal }: RestoreRequest,
  withSource: WithSource,
  draft: Data,
): Promise<Position> {
  const { account } = store.home;
  const wal = join(draft.path, "wal");
  makeWalFolder(store.home, wal);
  const base = await withSource((client) => takeHistory(store, client, source, draft, wal, at));
  await copyFiles({ from: filesOf(store, base), to: draft.pgdata, account, signal });
  rmdirSync(draft.wal);
  renameSync(wal, draft.wal);
  const position = await replay(store, draft, at, signal);
  rmSync(join(draft.pgdata, "backup_label.old"), { force: true });
  return position;
}

/** Everything that the moment is made of, as links in the draft: from here on the source is not needed. */
async function takeHistory(
  store: Store,
  client: Client,
  source: Data,
  draft: Data,
  wal: string,
  at: Point,
): Promise<Base> {
  const { rows } = await client.query<{ now: Date; lsn: string }>(
    "select clock_timestamp() as now, pg_current_wal_insert_lsn() as lsn",
  );
  const [present] = rows;
  if (present === undefined || !isPast(present, at))
    throw new HistoryError("The moment is in the future.");
  baseFor(readHistory(source), at);
  // Recovery looks for something later than the moment to stop at: there is always one.
  await client.query("select pg_current_xact_id()");
  const { rows: switched } = await client.query<{ segment: string }>(
    "select pg_walfile_name(pg_switch_wal()) as segment",
  );
  const { bases } = readHistory(source);
  const kept = bases.filter((base) => isBefore(base, at));
  const base = baseFor({ frozen: false, bases }, at);
  writeHistory(draft, { frozen: false, bases: kept });
  const first = kept[0]?.first ?? base.first;
  shareWal(store.home, source.wal, wal, {
    first,
    last: placeOfSegment(switched[0]?.segment ?? ""),
  });
  return base;
}

const isPast = (present: { now: Date; lsn: string }, at: Point): boolean =>
  "time" in at ? at.time <= present.now : parseLsn(at.lsn) <= parseLsn(present.lsn);

async function replay(
  store: Store,
  draft: Data,
  at: Point,
  signal: AbortSignal,
): Promise<Position> {
  const request = join(draft.pgdata, "recovery.signal");
  writeFileSync(request, "", { mode: 0o600 });
  const { account } = store.home;
  if (account !== undefined) chownSync(request, account.uid, account.gid);
  return withPrivatePostgres(
    store,
    draft,
    { ...recovery, ...target(at) },
    signal,
    async (connect) => {
      const client = await connect();
      const { rows } = await client.query<{ lsn: string; time: Date | null }>(
        "select pg_last_wal_replay_lsn() as lsn, pg_last_xact_replay_timestamp() as time",
      );
      const reached = rows[0];
      if (reached === undefined) throw new Error("Postgres does not say where it is.");
      if ("time" in at) return { lsn: reached.lsn, time: at.time };
      return { lsn: at.lsn, time: reached.time ?? new Date() };
    },
  );
}

const recovery: Settings = {
  restore_command: restoreCommand,
  recovery_end_command: recoveryEndCommand,
  hot_standby: "off",
  recovery_target_action: "promote",
  recovery_target_timeline: "latest",
};

/** Postgres knows no abbreviations of time zones yet when it reads its settings: not even `Z`. */
const timestamp = (time: Date): string => time.toISOString().replace("Z", "+00");

/** An LSN is the end of what is wanted, as `pg_current_wal_lsn()` tells it: the record that begins there is not. */
const target = (at: Point): Settings =>
  "time" in at
    ? { recovery_target_time: timestamp(at.time), recovery_target_inclusive: "on" }
    : { recovery_target_lsn: at.lsn, recovery_target_inclusive: "off" };
