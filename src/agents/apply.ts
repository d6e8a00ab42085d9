import { dirname } from "node:path";
import { ToolError } from "../core/errors.ts";
import type { Place } from "./client.ts";
import {
  deleteEmptyFolder,
  deleteFile,
  deleteLeftovers,
  exists,
  makeFolder,
  readText,
  staysWithin,
  writeText,
} from "./files.ts";
import { alone } from "./lock.ts";
import type { Plan, Step } from "./plan.ts";
import {
  type Record,
  fileOf,
  isEmptyRecord,
  keyOf,
  printRecord,
  readRecord,
  recordFile,
} from "./record.ts";

/**
 * Carries a plan out, alone. The record comes first and knows old and new, so that a run that is killed between two files is finished, or
 * undone, by the next one. Errors: UNAVAILABLE while another run is at work; DRIFT when the record or a file is no longer what the plan
 * has seen; INVALID_INPUT for what cannot be written. What was written until then stays recorded.
 */
export const applyPlan = (place: Place, plan: Plan): Promise<void> =>
  alone(place, async () => {
    if (printRecord(await readRecord(place)) !== printRecord(plan.record))
      throw new ToolError(
        "DRIFT",
        "Another run changed meanwhile what is installed here.",
        "Nothing was changed. Run it again: it looks anew.",
      );
    const { files, merged } = plan.meanwhile;
    const known = [...Object.keys(files), ...Object.keys(merged)].map((key) => fileOf(place, key));
    const record = recordFile(place);
    await said(place, record, async () => {
      await deleteLeftovers([record, ...known]);
      await writeRecord(place, plan.meanwhile);
    });
    for (const step of plan.steps) await said(place, step.file, () => carryOut(place, step));
    await said(place, record, async () =>
      writeRecord(place, await withoutFolders(place, plan.afterwards)),
    );
  });

async function carryOut(place: Place, { file, before, after }: Step): Promise<void> {
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

/** What goes wrong on the way, with what to do about what is written already. */
async function said(place: Place, file: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof ToolError && error.code === "DRIFT") throw error;
    const scope = place.scope === "user" ? " --scope user" : "";
    const why =
      error instanceof ToolError
        ? error.message
        : `The reason is ${(error as NodeJS.ErrnoException).code ?? "unknown"}.`;
    throw new ToolError(
      "INVALID_INPUT",
      `\`${keyOf(place, file)}\` cannot be changed. ${why}`,
      `What was changed until then is recorded: put that right and run it again, or undo it with \`neon-dba agents remove${scope}\`.`,
      { cause: error },
    );
  }
}

/** Folders that were made and are empty again go, the innermost first. */
async function withoutFolders(place: Place, record: Record): Promise<Record> {
  const ordered = record.folders.toSorted((a, b) => b.length - a.length);
  const left: string[] = [];
  for (const key of ordered) {
    const folder = fileOf(place, key);
    if (await staysWithin(place, folder)) await deleteEmptyFolder(folder);
    if (await exists(folder)) left.push(key);
  }
  return { ...record, folders: left.toSorted() };
}

/** One that says nothing is no file. */
async function writeRecord(place: Place, record: Record): Promise<void> {
  const file = recordFile(place);
  if (isEmptyRecord(record)) await deleteFile(file);
  else await writeText(file, printRecord(record));
}
