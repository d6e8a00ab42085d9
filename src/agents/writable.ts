import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { dirname } from "node:path";
import type { Place } from "./client.ts";
import { exists, realOf, unusable } from "./files.ts";
import type { Step } from "./plan.ts";
import { recordFile } from "./record.ts";

/** Looks before anything is written whether all of it may be. Errors: INVALID_INPUT for a file or folder that is read-only. */
export async function mustBeWritable(place: Place, steps: readonly Step[]): Promise<void> {
  for (const { file, after } of steps) await mayChange(file, after === undefined);
  await mayChange(recordFile(place), false);
}

/** A file is replaced as a whole: the system asks for the folder alone, its owner means the file too. */
async function mayChange(file: string, isDeleted: boolean): Promise<void> {
  const real = await realOf(file);
  let folder = dirname(real);
  while (!(await exists(folder))) folder = dirname(folder);
  await access(folder, constants.W_OK | constants.X_OK).catch((error: unknown) => {
    throw unusable(file, `is in a folder that may not be written, \`${folder}\``, error);
  });
  if (isDeleted || !(await exists(real))) return;
  await access(real, constants.W_OK).catch((error: unknown) => {
    throw unusable(file, "is read-only", error);
  });
}
