import { closeSync, openSync, readFileSync, readSync, rmSync } from "node:fs";
import { join } from "node:path";
import { wasStartedWith } from "./process.ts";

/** What a running Postgres tells in `postmaster.pid`, which is also its lock on the data directory. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** It takes connections; otherwise it is starting or stopping. */
  readonly ready: boolean;
}

/** The Postgres on the data directory, or undefined when none runs there, whatever an old file says. */
export function readPostmaster(data: string): Postmaster | undefined {
  const lines = readPidFile(data)?.split("\n");
  if (lines === undefined) return undefined;
  const pid = Number(lines[0]);
  if (!wasStartedWith(pid, data)) return undefined;
  return { pid, port: Number(lines[3] ?? 0), ready: lines[7]?.trim() === "ready" };
}

/**
 * Removes the lock of a dead Postgres whose id another process has now: Postgres itself would refuse to start, if that
 * process belongs to the same user, as in a container that numbers its processes alike each time.
 */
export function removeStaleLock(data: string): void {
  const file = readPidFile(data);
  if (file === undefined || wasStartedWith(Number.parseInt(file, 10), data)) return;
  if (readPidFile(data) === file) rmSync(join(data, "postmaster.pid"), { force: true });
}

/** Whether the last Postgres on the data directory ended by a proper shutdown (or none ever ran). */
export const wasShutDown = (data: string): boolean => readControl(data, STATE_AT) === DB_SHUTDOWNED;

/** Whether pages carry checksums, so that Postgres refuses those that others wrote. */
export const hasChecksums = (data: string): boolean => readControl(data, CHECKSUMS_AT) !== 0;

// ControlFileData of src/include/catalog/pg_control.h: uint64 system_identifier, uint32 pg_control_version, uint32
// catalog_version_no, DBState state; uint32 data_checksum_version is at 252 in Postgres 17 and 18.
const STATE_AT = 16;
const CHECKSUMS_AT = 252;
/** Of `enum DBState` there. */
const DB_SHUTDOWNED = 1;

function readControl(data: string, offset: number): number | undefined {
  try {
    const value = Buffer.alloc(4);
    const file = openSync(join(data, "global/pg_control"), "r");
    readSync(file, value, 0, 4, offset);
    closeSync(file);
    return value.readUInt32LE();
  } catch {
    return undefined;
  }
}

/** Whether the data directory is of the major version of binaries of this version (`18.4`). */
export function isOfMajor(data: string, version: string): boolean {
  return Number(readText(join(data, "PG_VERSION"))) === Number.parseInt(version, 10);
}

const readPidFile = (data: string): string | undefined => readText(join(data, "postmaster.pid"));

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
