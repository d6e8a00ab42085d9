import { constants } from "node:fs";
import { chown, copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Account } from "../../account.ts";
import { Limiter } from "./limiter.ts";

/** Of the four threads that Node has for files, one stays free: connecting to Postgres needs it too. */
const files = new Limiter(3);

/** Folders of which a copy needs the name alone (as in pg_basebackup), and `pg_wal`, which is brought along by links. */
const EMPTIED = new Set([
  "pg_wal",
  "pg_replslot",
  "pg_stat",
  "pg_stat_tmp",
  "pg_notify",
  "pg_serial",
  "pg_subtrans",
  "pg_snapshots",
  "pg_dynshmem",
]);
const LEFT_OUT = new Set([
  "postmaster.pid",
  "postmaster.opts",
  "backup_label.old",
  "recovery.done",
  "current_logfiles",
]);

export interface CopyFiles {
  readonly from: string;
  /** Does not exist yet. */
  readonly to: string;
  readonly account: Account | undefined;
  readonly signal: AbortSignal;
}

/**
 * Copies a data directory but its WAL, by reference where the file system can. Postgres may write to it meanwhile: what is dropped
 * during the copy is left out. Throws the signal's reason; `to` is then there in part.
 */
export async function copyFiles({ from, to, account, signal }: CopyFiles): Promise<void> {
  const own = async (path: string): Promise<void> => {
    if (account !== undefined) await chown(path, account.uid, account.gid);
  };
  const failures: unknown[] = [];
  const copies: Promise<void>[] = [];
  const folder = async (path: string): Promise<void> => {
    signal.throwIfAborted();
    const target = join(to, path);
    await mkdir(target, { mode: 0o700 });
    await own(target);
    if (EMPTIED.has(path)) return;
    for (const entry of await list(join(from, path))) {
      const inner = join(path, entry.name);
      if (isTemporary(entry.name) || LEFT_OUT.has(inner)) continue;
      if (entry.isDirectory()) await folder(inner);
      else if (entry.isFile()) copies.push(file(inner).catch((error) => void failures.push(error)));
    }
  };
  const file = (path: string): Promise<void> =>
    files.run(async () => {
      if (signal.aborted || failures.length > 0) return;
      const target = join(to, path);
      if (path === CONTROL)
        await writeFile(target, await steady(join(from, path)), { mode: 0o600 });
      else if (!(await copyIfThere(join(from, path), target))) return;
      await own(target);
    });
  try {
    await folder("");
  } catch (error) {
    failures.push(error);
  }
  await Promise.all(copies);
  signal.throwIfAborted();
  if (failures.length > 0) throw failures[0];
}

const CONTROL = join("global", "pg_control");

/** Postgres rebuilds the first, and nobody will read the second. */
const isTemporary = (name: string): boolean =>
  name.startsWith("pg_internal.init") || name.startsWith("pgsql_tmp");

/** Two readings that agree: one alone can meet Postgres in the middle of writing, and the control file has no copy in the WAL. */
async function steady(path: string): Promise<Buffer> {
  for (let last = await readFile(path); ;) {
    const next = await readFile(path);
    if (next.equals(last)) return next;
    last = next;
  }
}

async function copyIfThere(from: string, to: string): Promise<boolean> {
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

async function list(path: string): Promise<import("node:fs").Dirent[]> {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

const isMissing = (error: unknown): boolean =>
  (error as NodeJS.ErrnoException | undefined)?.code === "ENOENT";
