import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { freemem, tmpdir } from "node:os";
import { join } from "node:path";
import { isAlive } from "../../src/embedded/process.ts";

/** Where Linux keeps files in memory; in a container it may be tiny, and run no programs. */
const MEMORY = "/dev/shm";
/** Several times what the suites have there at once. */
const ROOM_BYTES = 4e9;

/**
 * A folder for all temporary files of a run. In memory where there is room: the suites make and delete hundreds of data directories of
 * a thousand files each, and ext4 without a journal looks long for an inode that was not freed a moment ago.
 */
export function makeTemporaryFolder(): string {
  const chosen = process.env["TMPDIR"];
  return (chosen === undefined ? makeIn(MEMORY) : undefined) ?? makeAt(tmpdir());
}

/** Deletes the home of a test whose processes have ended, or are about to: what one of them still writes is deleted too. */
export function removeHome(path: string): void {
  rmSync(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}

/** What a process that is about to end still writes there is deleted with the next run. */
export function removeTemporaryFolder(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOTEMPTY") throw error;
  }
}

function makeIn(memory: string): string | undefined {
  try {
    sweep(memory);
    const { bavail, bsize } = statfsSync(memory);
    if (Math.min(bavail * bsize, freemem()) < ROOM_BYTES) return undefined;
    const path = makeAt(memory);
    if (runsPrograms(path)) return path;
    rmSync(path, { recursive: true });
  } catch {
    // there is none, or it is not for us
  }
  return undefined;
}

/** Everybody may pass through: Postgres may be another user. */
function makeAt(parent: string): string {
  const path = mkdtempSync(join(parent, `neon-dba-tests-${process.pid}-`));
  chmodSync(path, 0o711);
  return path;
}

function runsPrograms(folder: string): boolean {
  const program = join(folder, "program");
  writeFileSync(program, "#!/bin/sh\n", { mode: 0o755 });
  return spawnSync(program).status === 0;
}

/** Deletes what killed runs left: it takes memory. */
function sweep(parent: string): void {
  for (const name of readdirSync(parent)) {
    const [, pid] = /^neon-dba-tests-(\d+)-/.exec(name) ?? [];
    if (pid !== undefined && !isAlive(Number(pid))) removeTemporaryFolder(join(parent, name));
  }
}
