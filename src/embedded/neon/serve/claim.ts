import { linkSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Home } from "../../home.ts";
import { isAlive } from "../../process.ts";
import { findServing, heldAt, HOLD_MS, neonFolder, servingFiles, servingName } from "./serving.ts";
import type { Failure, Served, ServingContent } from "./serving.ts";

/** This process's right to be the only local Neon of a home: the file with the highest number. */
export interface Claim {
  /** The file, while it stands. */
  readonly path: string;
  /** Whether it still is: the home may have been deleted. */
  isHeld(): boolean;
  /** Tells clients where it listens. */
  publish(served: Served): void;
  /** Gives up, unless a client is about to connect: then it says false, and the claim stands. */
  giveUpUnlessWanted(): boolean;
  /** Gives up whoever is about to connect; the reason is told to those who wait for it to begin. */
  giveUp(failed?: Failure): void;
}

/**
 * Makes this process the only local Neon. Waits for one that is ending; undefined when one serves or is about to.
 */
export async function claim(home: Home): Promise<Claim | undefined> {
  for (;;) {
    const holder = findServing(home);
    if (holder?.alive !== true) {
      const taken = take(home, (holder?.number ?? 0) + 1);
      if (taken !== undefined) return taken;
    } else if (holder.ended) await sleep(20);
    else return undefined;
  }
}

/**
 * Takes the number after that of a holder that is gone; undefined when others were faster. A link either is there as a whole or not,
 * and only one process can make it. Who looked so long ago that the number is free again, used and removed, sees a higher one.
 */
export function take(home: Home, number: number): Claim | undefined {
  const folder = neonFolder(home);
  if (!link(folder, number)) return undefined;
  if (servingFiles(folder).at(-1)?.number === number) {
    removeEarlier(folder, number);
    return held(folder, number);
  }
  rmSync(join(folder, servingName(number)), { force: true });
  return undefined;
}

function held(folder: string, number: number): Claim {
  const serving = join(folder, servingName(number));
  const ended = join(folder, servingName(number, true));
  return {
    path: serving,
    isHeld: () => servingFiles(folder).at(-1)?.path === serving,
    publish: (served) => write(folder, { pid: process.pid, served }, serving),
    giveUpUnlessWanted() {
      if (isWanted(serving)) return false;
      // From here on a client finds no file to touch; one that was faster is seen now.
      if (!rename(serving, ended) || !isWanted(ended)) return true;
      return !rename(ended, serving);
    },
    giveUp(failed) {
      if (failed !== undefined) write(folder, { pid: process.pid, failed }, serving);
      rename(serving, ended);
    },
  };
}

const isWanted = (path: string): boolean => Date.now() - (heldAt(path) ?? 0) < HOLD_MS;

function link(folder: string, number: number): boolean {
  const path = draft(folder, { pid: process.pid });
  try {
    linkSync(path, join(folder, servingName(number)));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(path, { force: true });
  }
}

const write = (folder: string, content: ServingContent, path: string): void =>
  renameSync(draft(folder, content), path);

/** False where the file is not there: somebody deleted the home. */
function rename(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}

function draft(folder: string, content: ServingContent): string {
  const path = join(folder, `.serving-${process.pid}`);
  writeFileSync(path, JSON.stringify(content), { mode: 0o600 });
  return path;
}

/** Also the drafts of those who were killed with one in hand. */
function removeEarlier(folder: string, number: number): void {
  for (const file of servingFiles(folder))
    if (file.number < number) rmSync(file.path, { force: true });
  for (const name of readdirSync(folder)) {
    const [, pid] = /^\.serving-(\d+)$/.exec(name) ?? [];
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(folder, name), { force: true });
  }
}
