import { nameOf } from "../../engine/names.ts";
import type { ForeignKey } from "./references.ts";

/** A shortest circle through each table that is in one, each circle once, from its first table by name on. */
export function cyclesOf(keys: readonly ForeignKey[]): ForeignKey[][] {
  const from = new Map<string, ForeignKey[]>();
  for (const key of keys)
    from.set(nameOf(key.table), [...(from.get(nameOf(key.table)) ?? []), key]);
  const told = new Set<string>();
  return [...from.keys()].toSorted().flatMap((start) => {
    const circle = shortest(start, from);
    if (circle === undefined) return [];
    const text = circle
      .map(({ table }) => nameOf(table))
      .toSorted()
      .join();
    if (told.has(text)) return [];
    told.add(text);
    return [circle];
  });
}

function shortest(
  start: string,
  from: ReadonlyMap<string, ForeignKey[]>,
): ForeignKey[] | undefined {
  const paths: ForeignKey[][] = [[]];
  const seen = new Set<string>();
  for (const path of paths) {
    const last = path.at(-1);
    const at = last === undefined ? start : nameOf(last.target);
    if (last !== undefined && at === start) return path;
    if (seen.has(at)) continue;
    seen.add(at);
    for (const key of from.get(at) ?? []) paths.push([...path, key]);
  }
  return undefined;
}
