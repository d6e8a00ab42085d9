import type { Entry } from "./inventory.ts";
import { below, type Level } from "./level.ts";
import type { Item } from "./shape.ts";
import { itemText } from "./text.ts";

export interface Page {
  readonly items: readonly Item[];
  /** The entries that `items` describe. */
  readonly entries: readonly Entry[];
  /** There was no room for all. */
  readonly more: boolean;
}

/** Fills a page of at most `characters` with entries, each at the level or, where one alone is too long, below it. */
export function fillPage(
  entries: readonly Entry[],
  level: Level,
  characters: number,
  describe: (entry: Entry, level: Level) => Item,
): Page {
  const items: Item[] = [];
  let room = characters;
  for (const entry of entries) {
    const wanted = describe(entry, level);
    const item =
      lengthOf(wanted) > characters ? longest(entry, level, characters, describe) : wanted;
    room -= lengthOf(item);
    if (room < 0) break;
    items.push(item);
  }
  return {
    items,
    entries: entries.slice(0, items.length),
    more: items.length < entries.length,
  };
}

function longest(
  entry: Entry,
  level: Level,
  characters: number,
  describe: (entry: Entry, level: Level) => Item,
): Item {
  const items = below(level).map((less) => describe(entry, less));
  const found = items.find((item) => lengthOf(item) <= characters) ?? describe(entry, "names");
  return found.list === "tables" || found.list === "views"
    ? ({ ...found, value: { ...found.value, shortened: true } } as Item)
    : found;
}

/** Of the longer of the two forms that the item travels in, with what separates it from the next. */
export function lengthOf(item: Item): number {
  return Math.max(JSON.stringify(item.value).length, itemText(item).length) + 2;
}
