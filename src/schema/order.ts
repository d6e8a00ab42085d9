import { rank } from "./item.ts";
import type { Item } from "./item.ts";
import type { Key } from "./key.ts";

/** What each object needs, as Postgres records it. */
export type Dependencies = ReadonlyMap<Key, readonly Key[]>;

/**
 * The items in an order in which each finds what it needs: by rank and key, needs first. Items in a circle are split; where that
 * does not open the circle (Postgres can be brought there by ALTER), the one that closes it comes early and will fail.
 */
export function ordered(items: readonly Item[], dependencies: Dependencies): Item[] {
  let current = items;
  for (;;) {
    const { sequence, circle } = walk(current, dependencies);
    const pieces = new Map(circle.map((item) => [item, item.split?.()]));
    if (circle.every((item) => pieces.get(item) === undefined)) return sequence;
    current = current.flatMap((item) => pieces.get(item) ?? [item]);
  }
}

interface Walked {
  readonly sequence: Item[];
  /** Items of circles that can be split; empty when there are none. */
  readonly circle: Item[];
}

function walk(items: readonly Item[], dependencies: Dependencies): Walked {
  const needs = resolver(items, dependencies);
  const done = new Set<Item>();
  const path: Item[] = [];
  const onPath = new Set<Item>();
  const circle = new Set<Item>();
  const visit = (item: Item): void => {
    if (done.has(item)) return;
    if (onPath.has(item)) {
      for (const member of path.slice(path.indexOf(item)))
        if (member.split !== undefined) circle.add(member);
      return;
    }
    path.push(item);
    onPath.add(item);
    for (const need of needs(item)) visit(need);
    path.pop();
    onPath.delete(item);
    done.add(item);
  };
  for (const item of items.toSorted(byRank)) visit(item);
  return { sequence: [...done], circle: [...circle] };
}

/** What each of the items needs of the others. */
export function resolver(
  items: readonly Item[],
  dependencies: Dependencies,
): (item: Item) => Item[] {
  const byKey = new Map<Key, Item>();
  for (const item of items)
    for (const key of [item.key, ...(item.covers ?? [])]) byKey.set(key, item);
  const completions = new Map<Key, Item[]>();
  for (const item of items)
    if (item.completes !== undefined)
      completions.set(item.completes, [...(completions.get(item.completes) ?? []), item]);
  return (item) => {
    const read = item.reads ?? [item.key, ...(item.covers ?? [])];
    const keys = [...read.flatMap((key) => dependencies.get(key) ?? []), ...(item.needs ?? [])];
    const found = keys.flatMap((key) => [
      byKey.get(key) ?? [],
      item.rank === rank.routine || item.completes === key ? [] : (completions.get(key) ?? []),
    ]);
    return [...new Set(found.flat())].filter((need) => need !== item).sort(byRank);
  };
}

function byRank(a: Item, b: Item): number {
  return a.rank - b.rank || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
}
