import { quoteIdentifier } from "../../sql/quote.ts";
import type { Candidate } from "./candidate.ts";
import type { ExistingIndex, Table } from "./table.ts";
import type { AdvisedDrop, IndexUse } from "./types.ts";

interface Serving {
  readonly title: string;
  readonly method: string;
  readonly keys: readonly string[];
  readonly include: readonly string[];
  readonly predicate: string | undefined;
}

/**
 * Existing indexes that another one does the work of, or that nobody has used. Never one that is unique, backs a constraint, is the
 * replica identity or belongs to a partitioned index: those do more than serve queries.
 */
export function droppable(
  tables: readonly Table[],
  advised: readonly Candidate[],
  uses: readonly IndexUse[],
): { index: ExistingIndex; drop: AdvisedDrop }[] {
  const scans = new Map(uses.map((use) => [use.name, use.scans]));
  const found: { index: ExistingIndex; drop: AdvisedDrop }[] = [];
  for (const table of tables) {
    const gone = new Set<string>();
    const planned = advised.filter(({ definition }) => definition.table === table).map(serving);
    for (const index of table.indexes) {
      if (index.needed || index.unique) continue;
      const others = table.indexes
        .filter(({ name, valid }) => valid && name !== index.name && !gone.has(name))
        .map(existing);
      const reason = reasonToDrop(index, others, planned, scans);
      if (reason === undefined) continue;
      gone.add(index.name);
      const how = table.partitioned ? "" : " concurrently";
      found.push({ index, drop: { sql: `drop index${how} ${index.name}`, reason } });
    }
  }
  return found;
}

function reasonToDrop(
  index: ExistingIndex,
  others: readonly Serving[],
  planned: readonly Serving[],
  scans: ReadonlyMap<string, number>,
): string | undefined {
  if (!index.valid)
    return `It is invalid: a build failed, and writes pay for it while no query can use it.`;
  const same = existing(index);
  const twin = others.find((other) => covers(other, same) && covers(same, other));
  if (twin !== undefined) return `It is a duplicate of ${twin.title}.`;
  const wider = others.find((other) => covers(other, same));
  if (wider !== undefined) return `${wider.title} begins with the same keys and does its work.`;
  const advised = planned.find((other) => covers(other, same));
  if (advised !== undefined)
    return `The advised index on ${advised.title} begins with the same keys and does its work.`;
  return scans.get(index.name) === 0
    ? "It has not been used for a scan since statistics were last reset; check standbys and rare jobs before dropping it."
    : undefined;
}

const existing = ({ name, method, keys, include, predicate }: ExistingIndex): Serving => ({
  title: name,
  method,
  keys,
  include,
  predicate,
});

const serving = ({ definition }: Candidate): Serving => ({
  title: `(${definition.keys.map(({ text }) => text).join(", ")})`,
  method: definition.method,
  keys: definition.keys.map(({ text, suffix }) => text + suffix),
  include: definition.include.map(quoteIdentifier),
  predicate: definition.where,
});

/** Whatever the narrow one serves, the wide one serves: it begins with the same keys, carries what the other carries, holds as many rows. */
function covers(wide: Serving, narrow: Serving): boolean {
  return (
    wide.method === narrow.method &&
    wide.predicate === narrow.predicate &&
    (wide.method === "btree" || wide.keys.length === narrow.keys.length) &&
    narrow.keys.every((key, position) => wide.keys[position] === key) &&
    narrow.include.every((name) => wide.include.includes(name) || wide.keys.includes(name))
  );
}
