import type { Client } from "pg";
import { backUp } from "./backup.ts";
import { makeBase, sweepBases } from "./bases.ts";
import { readHistory, writeHistory } from "./history.ts";
import type { Data, Store } from "./store.ts";
import { trimWal } from "./wal.ts";

/** So much WAL is cheaper to keep and replay than another base. */
const LEAST_BYTES = 256 * 1024 * 1024;

/** Whether the WAL since the last base is larger than that, and than the data. */
export async function isBaseOld(
  client: Client,
  data: Data,
  leastBytes = LEAST_BYTES,
): Promise<boolean> {
  const last = readHistory(data).bases.at(-1);
  if (last === undefined) return true;
  const { rows } = await client.query<{ wal: string; size: string }>(
    `select pg_wal_lsn_diff(pg_current_wal_lsn(), $1) as wal, sum(pg_database_size(oid)) as size
     from pg_database`,
    [last.lsn],
  );
  return Number(rows[0]?.wal) > Math.max(leastBytes, Number(rows[0]?.size));
}

/**
 * Takes another base of a running data directory. The one before stays, so that the history never shrinks to nothing; what is before
 * that one is forgotten, and its WAL.
 */
export async function renewBase(
  store: Store,
  client: Client,
  data: Data,
  signal: AbortSignal,
): Promise<void> {
  await makeBase(
    store,
    (pgdata) => backUp(store, client, data.pgdata, pgdata, signal),
    (base) => {
      const { frozen, bases } = readHistory(data);
      const kept = [...bases.slice(-1), base];
      writeHistory(data, { frozen, bases: kept });
      trimWal(data.wal, kept[0]?.first ?? base.first);
    },
  );
  await sweepBases(store);
}
