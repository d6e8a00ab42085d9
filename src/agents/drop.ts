import type { Place } from "./client.ts";
import { isLink, mustStayWithin, realOf } from "./files.ts";
import { type OwnRecord, type Record, digestOf, fileOf } from "./record.ts";
import type { Steps } from "./steps.ts";

/** Deletes files of ours, but those that a remaining record has too, by whichever name. Returns which of them were edited, and stay. */
export async function dropFiles(
  place: Place,
  dropped: Record["files"],
  remaining: Record["files"],
  steps: Steps,
): Promise<string[]> {
  const needed = new Set(await Promise.all(filesOf(place, remaining).map(realOf)));
  const edited: string[] = [];
  for (const [key, { digests }] of Object.entries<OwnRecord>(dropped)) {
    const file = fileOf(place, key);
    await mustStayWithin(place, file);
    if (needed.has(await realOf(file)) || (await isLink(file))) continue;
    const before = await steps.read(file);
    if (before === undefined) continue;
    if (digests.includes(digestOf(before))) await steps.write(file, undefined);
    else edited.push(key);
  }
  return edited;
}

const filesOf = (place: Place, files: Record["files"]): string[] =>
  Object.keys(files).map((key) => fileOf(place, key));
