import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { ToolError } from "../core/errors.ts";
import type { Account } from "./account.ts";
import { isAlive } from "./process.ts";

/** The folder that all neon-dba processes of a user share. One host (or container) at a time: process ids are compared. */
export interface Home {
  readonly path: string;
  /** Whom Postgres runs as; undefined: as ourselves. */
  readonly account: Account | undefined;
}

/** Creates the folder where it is missing. Throws UNAVAILABLE where the account that runs Postgres cannot get at it. */
export function openHome(path: string, account: Account | undefined): Home {
  const home = { path: resolve(path), account };
  mkdirSync(dirname(home.path), { recursive: true });
  if (!existsSync(home.path)) mkdirSync(home.path, { recursive: true, mode: 0o700 });
  if (account === undefined) return home;
  // Postgres may pass through the folder, which is root's and holds other things too; it may not list it.
  const { mode, uid } = statSync(home.path);
  if (uid === 0) chmodSync(home.path, mode | 0o011);
  if (!isReachable(home.path, account))
    throw new ToolError(
      "UNAVAILABLE",
      `Postgres does not run as root but as \`${account.name}\`, who cannot enter \`${home.path}\`.`,
      "Set NEON_DBA_HOME to a folder below one that everybody may enter, such as `/var/lib/neon-dba`, or start neon-dba as another user than root.",
    );
  return home;
}

/** A folder in the home for Postgres and nobody else. */
export function makeDirectory({ account }: Home, path: string): void {
  const made = mkdirSync(path, { recursive: true, mode: 0o700 });
  if (made !== undefined && account !== undefined) chownSync(path, account.uid, account.gid);
}

/**
 * An empty folder beside `target`, to build something in that becomes `target` by one rename. Its name tells who makes what, so
 * that others can wait for it, or delete what a killed maker left.
 */
export function makeDraft(home: Home, target: string): string {
  const parent = dirname(target);
  makeDirectory(home, parent);
  const maker = `${process.pid}-${randomBytes(4).toString("hex")}`;
  const path = join(parent, `.new-${maker}-${basename(target)}`);
  makeDirectory(home, path);
  return path;
}

/** Whether somebody makes the target at this moment. */
export const isBeingMade = (target: string): boolean =>
  drafts(dirname(target)).some(({ name, alive }) => alive && name === basename(target));

/** Deletes what makers left who did not live to rename it. */
export function sweepDrafts(parent: string): void {
  for (const { path, alive } of drafts(parent)) if (!alive) removeDraft(path);
}

/** A killed maker's initdb may live on for a moment and still write there: then the next sweep finds the rest. */
export function removeDraft(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true, maxRetries: 3, retryDelay: 50 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOTEMPTY") throw error;
  }
}

/** A draft is dead with its maker, and after an hour, when another process may have the maker's id. */
function drafts(parent: string): { path: string; name: string; alive: boolean }[] {
  if (!existsSync(parent)) return [];
  return readdirSync(parent).flatMap((entry) => {
    const [, pid, name = ""] = /^\.new-(\d+)-[0-9a-f]{8}-(.+)$/.exec(entry) ?? [];
    if (pid === undefined) return [];
    const path = join(parent, entry);
    const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    return [{ path, name, alive: isAlive(Number(pid)) && age < 3_600_000 }];
  });
}

/** Whether the account may enter the folder, by the permission bits of it and all above it. */
function isReachable(path: string, account: Account): boolean {
  const { mode, uid, gid } = statSync(path);
  const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
  const parent = dirname(path);
  return (mode & bit) !== 0 && (parent === path || isReachable(parent, account));
}
