import { readFileSync } from "node:fs";
import { join } from "node:path";
import { formatLsn } from "./lsn.ts";

/**
 * Where the last checkpoint stands: in a directory that was shut down, the end of its log. ControlFileData begins with uint64
 * system_identifier, uint32 pg_control_version, uint32 catalog_version_no, DBState state, pg_time_t time, XLogRecPtr checkPoint
 * (src/include/catalog/pg_control.h).
 */
export const checkpointLsn = (pgdata: string): string =>
  formatLsn(read(pgdata).readBigUInt64LE(32));

/** Where recovery begins: the redo pointer of that checkpoint (`checkPointCopy` follows `checkPoint`, and begins with it). */
export const redoLsn = (pgdata: string): string => formatLsn(read(pgdata).readBigUInt64LE(40));

/** What a standby must have no less of than the Postgres that it follows had. */
interface Required {
  readonly connections: number;
  readonly locks: number;
}

// MaxConnections and max_locks_per_xact : a cluster with settings of its own shows where, in Postgres 18; from there to the checksum version 17 has the same.
const CONNECTIONS_AT = 180;
const LOCKS_AT = 196;

export function requiredBy(pgdata: string): Required {
  const file = read(pgdata);
  return { connections: file.readUInt32LE(CONNECTIONS_AT), locks: file.readUInt32LE(LOCKS_AT) };
}

const read = (pgdata: string): Buffer => readFileSync(join(pgdata, "global/pg_control"));
