import type { Place } from "./client.ts";
import { findMerged } from "./detect.ts";
import { dropFiles } from "./drop.ts";
import { mustStayWithin } from "./files.ts";
import { removeEntry } from "./merge.ts";
import type { Plan } from "./plan.ts";
import { type Record, keyOf } from "./record.ts";
import { Steps } from "./steps.ts";

/** What takes away all that was installed for these clients. Reads, and changes nothing. Errors: INVALID_INPUT for a malformed file. */
export async function planRemove(
  place: Place,
  record: Record,
  clients: readonly string[],
): Promise<Plan> {
  const steps = new Steps();
  const [dropped, files] = split(record.files, clients);
  const [entries, merged] = split(record.merged, clients);
  const edited = await dropFiles(place, dropped, files, steps);
  const kept = edited.map((key) => `${key} was edited since it was installed`);
  for (const [key, known] of Object.entries(entries)) {
    const file = await findMerged(place, record, key);
    await mustStayWithin(place, file);
    const before = await steps.read(file);
    const result = removeEntry(keyOf(place, file), before, known);
    if (result.kept !== undefined) kept.push(result.kept);
    if (result.text !== before) await steps.write(file, result.text);
  }
  return {
    record,
    steps: steps.list(),
    kept,
    meanwhile: record,
    afterwards: { ...record, files, merged },
  };
}

/** What is of these clients, and what is not. */
function split<T extends { readonly client: string }>(
  all: { readonly [key: string]: T },
  clients: readonly string[],
): [theirs: { [key: string]: T }, others: { [key: string]: T }] {
  const of = (wanted: boolean) =>
    Object.fromEntries(
      Object.entries(all).filter(([, { client }]) => clients.includes(client) === wanted),
    );
  return [of(true), of(false)];
}
