import { join } from "node:path";
import type { Client, Entry, OwnFile, Persona, Place, Server } from "./client.ts";
import { exists, isLink, mustStayWithin, readText } from "./files.ts";
import { mergeEntry } from "./merge.ts";
import type { Plan, Step } from "./plan.ts";
import {
  type MergedRecord,
  type OwnRecord,
  type Record,
  digestOf,
  fileOf,
  foldersOf,
  keyOf,
  recordFile,
} from "./record.ts";
import type { SkillFile } from "./skills.ts";

export interface Wanted {
  readonly clients: readonly Client[];
  readonly personas: readonly Persona[];
  readonly skills: readonly SkillFile[];
  readonly server: Server;
}

interface Draft {
  readonly steps: Step[];
  readonly kept: string[];
  readonly files: globalThis.Record<string, [meanwhile: OwnRecord, afterwards?: OwnRecord]>;
  readonly merged: globalThis.Record<string, [meanwhile: MergedRecord, afterwards: MergedRecord]>;
}

/** What has to be written so that these clients have it all. Reads, and changes nothing. Errors: INVALID_INPUT for a file that cannot be merged into. */
export async function planInstall(place: Place, record: Record, wanted: Wanted): Promise<Plan> {
  const draft: Draft = { steps: [], kept: [], files: {}, merged: {} };
  for (const client of wanted.clients) {
    const own = ownFiles(place, client, wanted);
    for (const file of own) await planFile(place, record, client, file, draft);
    await planLeftovers(place, record, client, own, draft);
    await planEntry(place, record, client, client.entry(place, wanted.server), draft);
  }
  const folders = await newFolders(place, draft.steps);
  const base = { ...record, folders: [...new Set([...record.folders, ...folders])] };
  return {
    steps: draft.steps,
    kept: draft.kept,
    meanwhile: merge(base, draft, 0),
    afterwards: merge(base, draft, 1),
  };
}

function ownFiles(place: Place, client: Client, { personas, skills, server }: Wanted): OwnFile[] {
  return [
    ...personas.map((persona) => client.agent(place, persona, server)),
    ...skills.map(({ path, text }) => ({ file: join(client.skills(place), path), text })),
  ];
}

/** Written where nothing is or what we wrote; what is somebody's stays. */
async function planFile(
  place: Place,
  record: Record,
  { name }: Client,
  { file, text }: OwnFile,
  draft: Draft,
): Promise<void> {
  await mustStayWithin(place, file);
  const key = keyOf(place, file);
  const known = record.files[key];
  if (await isLink(file)) {
    draft.kept.push(`${key} is a link, and not written by neon-dba`);
    return;
  }
  const before = await readText(file);
  const digest = digestOf(text);
  if (
    before === undefined ||
    before === text ||
    known?.digests.includes(digestOf(before)) === true
  ) {
    if (before !== text) draft.steps.push({ file, before, after: text });
    const old = before === undefined ? [] : [digestOf(before)];
    draft.files[key] = [
      { client: name, digests: [...new Set([...old, digest])] },
      { client: name, digests: [digest] },
    ];
    return;
  }
  draft.kept.push(
    known === undefined
      ? `${key} is there already, and not written by neon-dba`
      : `${key} was edited since it was installed`,
  );
}

/** What an older version installed and this one has no more. */
async function planLeftovers(
  place: Place,
  record: Record,
  { name }: Client,
  own: readonly OwnFile[],
  draft: Draft,
): Promise<void> {
  const now = new Set(own.map(({ file }) => keyOf(place, file)));
  for (const [key, { client, digests }] of Object.entries(record.files)) {
    if (client !== name || now.has(key)) continue;
    const file = fileOf(place, key);
    const before = await readText(file);
    if (before !== undefined && !digests.includes(digestOf(before)))
      draft.kept.push(`${key} is no longer part of neon-dba, but was edited`);
    else if (before !== undefined) draft.steps.push({ file, before, after: undefined });
    draft.files[key] = [{ client, digests }];
  }
}

async function planEntry(
  place: Place,
  record: Record,
  { name }: Client,
  entry: Entry,
  draft: Draft,
): Promise<void> {
  const file = await chosenFile(entry.files);
  await mustStayWithin(place, file);
  const key = keyOf(place, file);
  const before = await readText(file);
  const result = mergeEntry(name, key, before, entry, record.merged[key]);
  if (result.kept !== undefined) draft.kept.push(result.kept);
  if (result.record === undefined) return;
  const states = [...(record.merged[key]?.states ?? []), ...result.record.states];
  draft.merged[key] = [{ ...result.record, states }, result.record];
  if (result.text !== before) draft.steps.push({ file, before, after: result.text });
}

async function chosenFile(files: Entry["files"]): Promise<string> {
  for (const file of files) if (await exists(file)) return file;
  return files[0];
}

async function newFolders(place: Place, steps: readonly Step[]): Promise<string[]> {
  const files = steps.filter(({ after }) => after !== undefined).map(({ file }) => file);
  const folders = [...files, recordFile(place)].flatMap((file) => foldersOf(place, file));
  const missing: string[] = [];
  for (const folder of new Set(folders))
    if (!(await exists(folder))) missing.push(keyOf(place, folder));
  return files.length === 0 ? [] : missing;
}

function merge(base: Record, { files, merged }: Draft, which: 0 | 1): Record {
  const own = Object.entries(files).map(([key, states]) => [key, states[which]] as const);
  return {
    ...base,
    files: Object.fromEntries(
      Object.entries({ ...base.files, ...Object.fromEntries(own) }).flatMap(([key, value]) =>
        value === undefined ? [] : [[key, value]],
      ),
    ),
    merged: {
      ...base.merged,
      ...Object.fromEntries(Object.entries(merged).map(([key, states]) => [key, states[which]])),
    },
  };
}
