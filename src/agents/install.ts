import { join } from "node:path";
import type { Client, Entry, OwnFile, Persona, Place, Server } from "./client.ts";
import { dropFiles } from "./drop.ts";
import { exists, isLink, mustStayWithin, realOf } from "./files.ts";
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
} from "./record.ts";
import type { SkillFile } from "./skills.ts";
import { Steps } from "./steps.ts";

export interface Wanted {
  readonly clients: readonly Client[];
  readonly personas: readonly Persona[];
  readonly skills: readonly SkillFile[];
  readonly server: Server;
}

interface Draft {
  readonly steps: Steps;
  readonly kept: string[];
  /** By real paths, the record's keys of each file of ours: a link may make two of them one. */
  readonly names: ReadonlyMap<string, readonly string[]>;
  /** By real paths, what this run has of ours there, and the digests until it is written. */
  readonly claims: Map<string, { readonly text: string; readonly digests: string[] }>;
  readonly files: globalThis.Record<string, [meanwhile: OwnRecord, afterwards?: OwnRecord]>;
  readonly merged: globalThis.Record<string, [meanwhile: MergedRecord, afterwards: MergedRecord]>;
}

/** What has to be written so that these clients have it all. Reads, and changes nothing. Errors: INVALID_INPUT for a file that cannot be merged into. */
export async function planInstall(place: Place, record: Record, wanted: Wanted): Promise<Plan> {
  const names = await namesOf(place, record);
  const draft: Draft = {
    steps: new Steps(),
    kept: [],
    names,
    claims: new Map(),
    files: {},
    merged: {},
  };
  const dropped: Record["files"] = {};
  for (const client of wanted.clients) {
    const own = ownFiles(place, client, wanted);
    for (const file of own) await planFile(place, record, client, file, draft);
    Object.assign(dropped, leftovers(place, record, client, own));
    await planEntry(place, record, client, client.entry(place, wanted.server), draft);
  }
  for (const [key, known] of Object.entries(dropped)) draft.files[key] = [known];
  const remaining = merge(record, draft, 1).files;
  for (const key of await dropFiles(place, dropped, remaining, draft.steps))
    draft.kept.push(`${key} is no longer part of neon-dba, but was edited`);
  const steps = draft.steps.list();
  const folders = await newFolders(place, steps);
  const base = { ...record, folders: [...new Set([...record.folders, ...folders])] };
  return {
    record,
    steps,
    kept: draft.kept,
    meanwhile: merge(base, draft, 0),
    afterwards: merge(base, draft, 1),
  };
}

async function namesOf(place: Place, { files }: Record): Promise<Draft["names"]> {
  const names = new Map<string, string[]>();
  for (const key of Object.keys(files)) {
    const real = await realOf(fileOf(place, key));
    names.set(real, [...(names.get(real) ?? []), key]);
  }
  return names;
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
  if (await isLink(file)) {
    draft.kept.push(`${key} is a link, and not written by neon-dba`);
    return;
  }
  const real = await realOf(file);
  const names = draft.names.get(real) ?? [];
  const claim = draft.claims.get(real);
  if (claim !== undefined && claim.text !== text) {
    draft.kept.push(`${key} is by a link the same file as one of another client`);
    return;
  }
  const before = await draft.steps.read(file);
  const old = before === undefined ? [] : [digestOf(before)];
  const isOurs =
    before === text
      ? claim !== undefined || names.length > 0
      : names.some((each) => record.files[each]?.digests.includes(old[0] ?? "") === true);
  if (before !== undefined && !isOurs) {
    // the very same from somebody else, as a teammate's commit: it is there, and theirs
    if (before === text) return;
    draft.kept.push(
      names.length === 0
        ? `${key} is there already, and not written by neon-dba`
        : `${key} was edited since it was installed`,
    );
    return;
  }
  await draft.steps.write(file, text);
  const digest = digestOf(text);
  const digests = claim?.digests ?? [...new Set([...old, digest])];
  draft.claims.set(real, { text, digests });
  for (const each of new Set([...names, key])) {
    const client = each === key ? name : (record.files[each]?.client ?? name);
    draft.files[each] = [
      { client, digests },
      { client, digests: [digest] },
    ];
  }
}

/** What an older version installed and this one has no more. */
function leftovers(
  place: Place,
  record: Record,
  { name }: Client,
  own: readonly OwnFile[],
): Record["files"] {
  const now = new Set(own.map(({ file }) => keyOf(place, file)));
  return Object.fromEntries(
    Object.entries(record.files).filter(([key, { client }]) => client === name && !now.has(key)),
  );
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
  const before = await draft.steps.read(file);
  const result = mergeEntry(name, key, before, entry, record.merged[key]);
  if (result.kept !== undefined) draft.kept.push(result.kept);
  if (result.record === undefined) return;
  const states = [...(record.merged[key]?.states ?? []), ...result.record.states];
  draft.merged[key] = [{ ...result.record, states }, result.record];
  if (result.text !== before) await draft.steps.write(file, result.text);
}

async function chosenFile(files: Entry["files"]): Promise<string> {
  for (const file of files) if (await exists(file)) return file;
  return files[0];
}

async function newFolders(place: Place, steps: readonly Step[]): Promise<string[]> {
  const files = steps.filter(({ after }) => after !== undefined).map(({ file }) => file);
  const missing: string[] = [];
  for (const folder of new Set(files.flatMap((file) => foldersOf(place, file))))
    if (!(await exists(folder))) missing.push(keyOf(place, folder));
  return missing;
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
