import { randomBytes } from "node:crypto";
import { existsSync, renameSync } from "node:fs";
import { rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** Deletes a folder in which a child of a killed process, an initdb for instance, may go on writing for a moment. */
export async function removeFolder(path: string): Promise<void> {
  // each try waits 50 ms longer than the one before: 10 s in all
  await rm(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
}

/** Deletes a folder that is no longer there as soon as this is called; a killed process leaves a draft for the next sweep. */
export async function discard(path: string): Promise<void> {
  if (!existsSync(path)) return;
  const maker = `${process.pid}-${randomBytes(4).toString("hex")}`;
  const doomed = join(dirname(path), `.new-${maker}-${basename(path)}`);
  renameSync(path, doomed);
  await removeFolder(doomed);
}
