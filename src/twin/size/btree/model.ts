import { classesOf, type ValueClass } from "../classes.ts";
import { combine, maxAlign, type KeyClass } from "../keys.ts";
import type { IndexFacts } from "../read/indexes.ts";
import { optionOf } from "../options.ts";
import type { Facts } from "../facts.ts";
import type { IndexSize } from "../types.ts";
import { itemsOf, type Items } from "./groups.ts";
import { btreeSize } from "./size.ts";

/** Combinations of classes that are looked at for one index. */
const COMBINATIONS = 4096;
/** From how many leaves on a class of keys is a run of its own. */
const RUN_BYTES = 3 * 8192;

/** A btree as CREATE INDEX builds it from the table's rows. */
export function sizeBtree(index: IndexFacts, facts: Facts): IndexSize {
  const { rows } = facts;
  const most = Math.max(4, Math.floor(COMBINATIONS ** (1 / index.columns.length)));
  const classes = index.columns.map((column) =>
    classesOf(column, facts.statistics(column), rows, most),
  );
  const deduplicate =
    !index.unique &&
    index.keys === index.columns.length &&
    index.columns.every(({ equalImage }) => equalImage) &&
    optionOf(index, "deduplicate_items") !== "off";
  const keys = spread(combine(index.columns, classes, rows), index, facts);
  const items = keys.map((key) => itemsOf(key, deduplicate));
  return btreeSize({
    rows,
    runs: runsOf(items),
    pivot: pivotBytes(index, classes, { rows, items: count(items.flat()) }),
    fillfactor: Number(optionOf(index, "fillfactor") ?? 90),
  });
}

/** Classes of keys with as many distinct keys as there could be, of which the rows take a part by chance. */
function spread(keys: readonly KeyClass[], index: IndexFacts, facts: Facts): KeyClass[] {
  if (index.keys === 1)
    return keys.map((key) => ({ ...key, distinct: possible(key.rows, key.distinct) }));
  const known = facts.distinctKeys(index);
  const present = keys.reduce((sum, { rows, distinct }) => sum + seen(rows, distinct), 0);
  if (known === undefined || known >= present) return [...keys];
  return keys.map((key) => ({ ...key, distinct: Math.max(1, (key.distinct * known) / present) }));
}

/** How many of the possible keys are seen at least once in so many rows. */
const seen = (rows: number, possibleKeys: number): number =>
  possibleKeys <= 0 ? 0 : -possibleKeys * Math.expm1(-rows / possibleKeys);

/** The reverse: how many keys are possible, when so many are seen. */
function possible(rows: number, distinct: number): number {
  if (distinct <= 1.5 || distinct < rows / 50) return distinct;
  if (distinct >= rows * 0.999) return Infinity;
  let low = distinct;
  let high = distinct * 1e4;
  for (let step = 0; step < 60; step += 1) {
    const middle = Math.sqrt(low * high);
    if (seen(rows, middle) < distinct) low = middle;
    else high = middle;
  }
  return low;
}

/** Classes that fill pages of their own, and the others in one. */
function runsOf(all: readonly (readonly Items[])[]): Items[][] {
  const large: Items[][] = [];
  const mixed: Items[] = [];
  for (const items of all) {
    const bytes = items.reduce((sum, item) => sum + item.count * item.bytes, 0);
    if (bytes > RUN_BYTES) large.push([...items]);
    else mixed.push(...items);
  }
  return [...large, mixed];
}

const count = (items: readonly Items[]): number =>
  items.reduce((sum, item) => sum + item.count, 0);

/**
 * What stays of a key above the leaves: the columns up to the first in which neighbours on both sides of a page's end differ, and a heap
 * TID where they differ in none. INCLUDE columns never stay.
 */
function pivotBytes(
  index: IndexFacts,
  classes: readonly (readonly ValueClass[])[],
  { rows, items }: { rows: number; items: number },
): number {
  let bytes = 8;
  let different = 1;
  let kept = 0;
  let expected = 0;
  for (const choices of classes.slice(0, index.keys)) {
    bytes += choices.reduce((sum, { fraction, size }) => sum + fraction * (size ?? 0), 0);
    different *= choices.reduce((sum, { distinct }) => sum + distinct, 0);
    const upTo = Math.min(1, seen(rows, different) / Math.max(1, items));
    if (upTo > kept) {
      expected += (upTo - kept) * maxAlign(bytes);
      kept = upTo;
    }
  }
  return expected + (1 - kept) * (maxAlign(bytes) + 8);
}
