import { dirname } from "node:path";
import { ToolError } from "../core/errors.ts";
import type { Place } from "./client.ts";
import {
  deleteEmptyFolder,
  deleteFile,
  deleteLeftover,
  exists,
  makeFolder,
  readText,
  writeText,
} from "./files.ts";
import type { Plan } from "./plan.ts";
import { type Record, fileOf, isEmptyRecord, keyOf, printRecord, recordFile } from "./record.ts";

/**
 * Carries a plan out. The record comes first and knows old and new, so that a run that is killed between two files is finished, or undone,
 * by the next one. Errors: DRIFT when a file is no longer what the plan has seen; what was written until then stays recorded.
 */
export async function applyPlan(place: Place, plan: Plan): Promise<void> {
  await writeRecord(place, plan.meanwhile);
  const { files, merged } = plan.meanwhile;
  for (const key of [...Object.keys(files), ...Object.keys(merged)])
    await deleteLeftover(fileOf(place, key));
  for (const { file, before, after } of plan.steps) {
    if ((await readText(file)) !== before)
      throw new ToolError(
        "DRIFT",
        `\`${keyOf(place, file)}\` was changed meanwhile by somebody else.`,
        "Run it again: it looks at the file anew.",
      );
    if (after === undefined) await deleteFile(file);
    else {
      await makeFolder(dirname(file));
      await writeText(file, after);
    }
  }
  await writeRecord(place, await withoutFolders(place, plan.afterwards));
}

/** Folders that were made and are empty again go, the innermost first. */
async function withoutFolders(place: Place, record: Record): Promise<Record> {
  const ordered = record.folders.toSorted((a, b) => b.length - a.length);
  const left: string[] = [];
  for (const key of ordered) {
    const folder = fileOf(place, key);
    await deleteEmptyFolder(folder);
    if (await exists(folder)) left.push(key);
  }
  return { ...record, folders: left.toSorted() };
}

/** One that says nothing is no file. */
async function writeRecord(place: Place, record: Record): Promise<void> {
  const file = recordFile(place);
  if (!isEmptyRecord(record)) {
    await makeFolder(dirname(file));
    await writeText(file, printRecord(record));
    return;
  }
  await deleteLeftover(file);
  await deleteFile(file);
  for (const key of record.folders.toSorted((a, b) => b.length - a.length))
    await deleteEmptyFolder(fileOf(place, key));
}
