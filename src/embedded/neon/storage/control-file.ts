import { readFileSync } from "node:fs";
import { join } from "node:path";
import { formatLsn } from "./lsn.ts";

/**
 * Where the last checkpoint stands: in a directory that was shut down, the end of its log. ControlFileData begins with uint64
 * system_identifier, uint32 pg_control_version, uint32 catalog_version_no, DBState state, pg_time_t time, XLogRecPtr checkPoint
 * (src/include/catalog/pg_control.h).
 */
export const checkpointLsn = (pgdata: string): string =>
  formatLsn(readFileSync(join(pgdata, "global/pg_control")).readBigUInt64LE(32));
