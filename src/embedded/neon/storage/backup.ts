import { writeFileSync } from "node:fs";
import { chownSync } from "node:fs";
import { join } from "node:path";
import type { Client } from "pg";
import { copyFiles } from "./copy-files.ts";
import type { Base } from "./history.ts";
import type { Store } from "./store.ts";
import { placeOfSegment } from "./wal.ts";
import type { SegmentPlace } from "./wal.ts";

/** A copy of files that Postgres wrote to meanwhile. It is whole with the WAL from `first` to `last`, both complete. */
export interface Backup extends Omit<Base, "id"> {
  readonly last: SegmentPlace;
}

interface Stopped {
  readonly lsn: string;
  readonly labelfile: string;
  readonly segment: string;
  readonly now: Date;
}

/**
 * Copies the data directory of a running Postgres by the low-level backup protocol, over a session of its own (there is one backup at
 * a time in a session; in others there may be more). Stopping switches to a new segment, so that the last one is complete.
 */
export async function backUp(
  store: Store,
  client: Client,
  from: string,
  to: string,
  signal: AbortSignal,
): Promise<Backup> {
  const { account } = store.home;
  const { rows: begun } = await client.query<{ segment: string }>(
    "select pg_walfile_name(pg_backup_start('neon-dba', fast => true)) as segment",
  );
  await copyFiles({ from, to, account, signal });
  const { rows: stopped } = await client.query<Stopped>(
    `select lsn, labelfile, pg_walfile_name(lsn) as segment, clock_timestamp() as now
     from pg_backup_stop(wait_for_archive => false)`,
  );
  const [first, last] = [begun[0], stopped[0]];
  if (first === undefined || last === undefined) throw new Error("Postgres made no backup.");
  const label = join(to, "backup_label");
  writeFileSync(label, last.labelfile, { mode: 0o600 });
  if (account !== undefined) chownSync(label, account.uid, account.gid);
  return {
    time: ceiling(last.now).toISOString(),
    lsn: last.lsn,
    first: placeOfSegment(first.segment),
    last: placeOfSegment(last.segment),
  };
}

/** The driver cuts microseconds off; the moment must not lie before the end of the backup. */
const ceiling = (time: Date): Date => new Date(time.getTime() + 1);
