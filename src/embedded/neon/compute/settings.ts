import { commonSettings } from "../../settings.ts";
import type { Settings } from "../../settings.ts";
import type { ComputeSize } from "../engine.ts";

/** `max_connections` by the largest size of a compute, as on Neon. */
const CONNECTIONS: readonly (readonly [cu: number, connections: number])[] = [
  [0.25, 104],
  [0.5, 209],
  [1, 419],
  [2, 839],
  [3, 1258],
  [4, 1677],
  [5, 2096],
  [6, 2516],
  [7, 2935],
  [8, 3357],
  [9, 4000],
];

export const maxConnections = (cu: number): number =>
  CONNECTIONS.findLast(([from]) => from <= cu)?.[1] ?? 104;

/** Of all that runs on a data directory of the local Neon. */
export const neonSettings: Settings = {
  ...commonSettings,
  // The history is in the WAL: Postgres deletes none of it (we do), and writes to no segment again that it has left.
  wal_recycle: "off",
  wal_keep_size: "1TB",
  // Half of the processes of an idle compute would be workers that wait for reads.
  io_method: "sync",
  // The first start of a copy brings it to the disk for good: at once, not file by file.
  ...(process.platform === "linux" ? { recovery_init_sync_method: "syncfs" } : {}),
};

/** A machine of one person is shared by many computes: memory is a 128th of what Neon gives, at most 256 MB. */
export function computeSettings({ maxCu }: ComputeSize): Settings {
  const connections = maxConnections(maxCu);
  const locks = Math.max(16, Math.ceil(6400 / connections));
  const megabytes = Math.min(256, Math.max(16, Math.round(maxCu * 32)));
  return {
    ...neonSettings,
    max_connections: String(connections),
    // The tables of locks are as large as in a Postgres with 100 connections, and take no more memory.
    max_locks_per_transaction: String(locks),
    max_pred_locks_per_transaction: String(locks),
    shared_buffers: `${megabytes}MB`,
  };
}
