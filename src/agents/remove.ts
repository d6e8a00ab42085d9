import { isLink, mustStayWithin, readText } from "./files.ts";
import type { Place } from "./client.ts";
import { findMerged } from "./detect.ts";
import { removeEntry } from "./merge.ts";
import type { Plan, Step } from "./plan.ts";
import { type Record, digestOf, fileOf, keyOf } from "./record.ts";

/** What takes away all that was installed for these clients. Reads, and changes nothing. Errors: INVALID_INPUT for a malformed file. */
export async function planRemove(
  place: Place,
  record: Record,
  clients: readonly string[],
): Promise<Plan> {
  const steps: Step[] = [];
  const kept: string[] = [];
  const [files, merged] = [{ ...record.files }, { ...record.merged }];
  for (const [key, { client, digests }] of Object.entries(record.files)) {
    if (!clients.includes(client)) continue;
    delete files[key];
    const file = fileOf(place, key);
    await mustStayWithin(place, file);
    const before = (await isLink(file)) ? undefined : await readText(file);
    if (before === undefined) continue;
    if (digests.includes(digestOf(before))) steps.push({ file, before, after: undefined });
    else kept.push(`${key} was edited since it was installed`);
  }
  for (const [key, known] of Object.entries(record.merged)) {
    if (!clients.includes(known.client)) continue;
    delete merged[key];
    const file = await findMerged(place, record, key);
    await mustStayWithin(place, file);
    const before = await readText(file);
    const result = removeEntry(keyOf(place, file), before, known);
    if (result.kept !== undefined) kept.push(result.kept);
    if (result.text !== before) steps.push({ file, before, after: result.text });
  }
  return { steps, kept, meanwhile: record, afterwards: { ...record, files, merged } };
}
