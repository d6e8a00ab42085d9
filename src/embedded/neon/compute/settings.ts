import { maxConnections } from "../../../core/neon-facts.ts";
import { commonSettings } from "../../settings.ts";
import type { Settings } from "../../settings.ts";
import type { ComputeOptions, ComputeSize } from "../engine.ts";

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
export function computeSettings(
  { maxCu }: ComputeSize,
  { logical = false }: ComputeOptions = {},
): Settings {
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
    ...(logical ? { wal_level: "logical" } : {}),
  };
}
