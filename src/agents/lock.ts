import { open, readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ToolError } from "../core/errors.ts";
import type { Place } from "./client.ts";
import { deleteEmptyFolder, makeFolder } from "./files.ts";
import { recordFile } from "./record.ts";

/** A run at work has a file with its process id in the name. */
const MARK = /^agents\.lock\.(\d+)$/;

const folderOf = (place: Place): string => dirname(recordFile(place));

/** Whether a run is at work here, or was killed at it. */
export const isUnfinished = async (place: Place): Promise<boolean> =>
  (await marks(place)).length > 0;

/**
 * Does the work while no other run does its own. A mark is set before others are looked for: of two that begin at once, none or one goes
 * on, never both. The mark of a process that is gone counts for nothing. Errors: UNAVAILABLE while another run is at work.
 */
export async function alone(place: Place, work: () => Promise<void>): Promise<void> {
  const own = join(folderOf(place), `agents.lock.${process.pid}`);
  await mark(place, own);
  try {
    for (const pid of await marks(place)) {
      if (pid === process.pid) continue;
      const file = join(folderOf(place), `agents.lock.${pid}`);
      if (isRunning(pid)) throw busy(pid, file);
      await rm(file, { force: true });
    }
    await work();
  } finally {
    await rm(own, { force: true });
    await deleteEmptyFolder(folderOf(place));
  }
}

async function mark(place: Place, own: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await makeFolder(dirname(own));
      await rm(own, { force: true });
      // exclusive: a link that lies there is not followed
      return await (await open(own, "wx")).close();
    } catch (error) {
      // a run that ended just now took the empty folder with it
      if ((error as NodeJS.ErrnoException).code !== "ENOENT" || tries === 100)
        throw refusal(own, error);
    }
  }
}

async function marks(place: Place): Promise<number[]> {
  const names = await readdir(folderOf(place)).catch((): string[] => []);
  return names.flatMap((name) => MARK.exec(name)?.[1] ?? []).map(Number);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

const busy = (pid: number, file: string): ToolError =>
  new ToolError(
    "UNAVAILABLE",
    `Another run, process ${pid}, is at work here.`,
    `Nothing was changed. Run it again when that has ended; if that process is none of neon-dba, delete \`${file}\` first.`,
  );

const refusal = (file: string, cause: unknown): ToolError =>
  new ToolError(
    "INVALID_INPUT",
    `\`${file}\` cannot be written.`,
    "Nothing was changed. Put that right and run it again.",
    { cause },
  );
