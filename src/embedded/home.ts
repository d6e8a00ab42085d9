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
import { dirname, join, resolve } from "node:path";
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

/** An empty folder to build something in that then gets its real name by one rename. It names its maker: see `sweepDrafts`. */
export function makeDraft(home: Home, parent: string): string {
  makeDirectory(home, parent);
  const path = join(parent, `.new-${process.pid}-${randomBytes(4).toString("hex")}`);
  makeDirectory(home, path);
  return path;
}

/** Deletes what makers left who did not live to rename it. The age is for ids that another process has now. */
export function sweepDrafts(parent: string): void {
  if (!existsSync(parent)) return;
  for (const name of readdirSync(parent)) {
    const [, pid] = /^\.new-(\d+)-/.exec(name) ?? [];
    if (pid === undefined) continue;
    const path = join(parent, name);
    const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    if (!isAlive(Number(pid)) || age > 3_600_000) rmSync(path, { recursive: true, force: true });
  }
}

/** Whether the account may enter the folder, by the permission bits of it and all above it. */
function isReachable(path: string, account: Account): boolean {
  const { mode, uid, gid } = statSync(path);
  const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
  const parent = dirname(path);
  return (mode & bit) !== 0 && (parent === path || isReachable(parent, account));
}
