import { createHash } from "node:crypto";
import { dirname, join, relative, resolve, sep } from "node:path";
import * as z from "zod";
import { ToolError } from "../core/errors.ts";
import type { Place } from "./client.ts";
import { mustBeBelow, mustStayWithin, readText } from "./files.ts";

/** A file of ours, and the digests of what we may have put there: while an installation is under way, the old and the new one. */
const Own = z.strictObject({ client: z.string(), digests: z.array(z.string()) });

/** An entry of ours in a file of somebody's, and what taking it out again needs. */
const Merged = z.strictObject({
  client: z.string(),
  path: z.array(z.string()),
  /** The file was not there. */
  created: z.boolean(),
  /** Objects that were made on the way to the entry. */
  made: z.number(),
  /** What the file may hold: digest of all of it, our value, what we put in. */
  states: z.array(
    z.strictObject({
      digest: z.string(),
      value: z.unknown(),
      insertions: z.array(z.strictObject({ at: z.number(), text: z.string() })),
    }),
  ),
});

const Record = z.strictObject({
  about: z.string(),
  /** Folders that were made, which go when they are empty. */
  folders: z.array(z.string()),
  files: z.record(z.string(), Own),
  merged: z.record(z.string(), Merged),
});

export type OwnRecord = z.output<typeof Own>;
export type MergedRecord = z.output<typeof Merged>;
/** What was written below a place. Paths are relative to it, with `/`. */
export type Record = z.output<typeof Record>;

const about =
  "What `neon-dba agents install` wrote here. `neon-dba agents remove` needs it to give back what was there before.";

export const recordFile = ({ root }: Place): string => join(root, ".neon-dba", "agents.json");

export const emptyRecord = (): Record => ({ about, folders: [], files: {}, merged: {} });

/**
 * A record may come with somebody's repository: what it names is below the project, as the record itself. Whether a link leads out is
 * asked where something is written or deleted, so that it stops its own client alone. Errors: INVALID_INPUT where it is not, and where
 * somebody else wrote in it.
 */
export async function readRecord(place: Place): Promise<Record> {
  await mustStayWithin(place, recordFile(place));
  const text = await readText(recordFile(place));
  if (text === undefined) return emptyRecord();
  const record = parse(place, text);
  const { files, merged, folders } = record;
  for (const key of [...Object.keys(files), ...Object.keys(merged), ...folders])
    mustBeBelow(place, fileOf(place, key));
  return record;
}

function parse(place: Place, text: string): Record {
  try {
    return Record.parse(JSON.parse(text));
  } catch (error) {
    throw new ToolError(
      "INVALID_INPUT",
      `\`${recordFile(place)}\` is not what neon-dba wrote.`,
      "Restore it, or delete it: then what was installed before is taken for the user's own.",
      { cause: error },
    );
  }
}

export const printRecord = (record: Record): string => `${JSON.stringify(record, null, 2)}\n`;

export const isEmptyRecord = ({ files, merged }: Record): boolean =>
  Object.keys(files).length === 0 && Object.keys(merged).length === 0;

export const digestOf = (text: string): string =>
  createHash("sha256").update(text).digest("hex").slice(0, 32);

/** A path as the record has it, and back. */
export const keyOf = ({ root }: Place, file: string): string =>
  relative(root, file).replaceAll(sep, "/");
export const fileOf = ({ root }: Place, key: string): string => resolve(root, key);

/** The folders from the place down to a file, the nearest to the file first. */
export function foldersOf({ root }: Place, file: string): string[] {
  const folders: string[] = [];
  for (
    let folder = dirname(file);
    folder !== root && folder !== dirname(folder);
    folder = dirname(folder)
  )
    folders.push(folder);
  return folders;
}
