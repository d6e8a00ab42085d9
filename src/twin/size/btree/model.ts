import { classesOf, type ValueClass } from "../classes.ts";
import { seen } from "../distinct.ts";
import { combinations, keyClass, type KeyClass } from "../keys.ts";
import type { IndexFacts } from "../read/indexes.ts";
import { optionOf } from "../options.ts";
import type { Facts } from "../facts.ts";
import type { IndexSize, KnownSize } from "../types.ts";
import { itemsOf, type Items } from "./groups.ts";
import { builtBtree, heightOf } from "./size.ts";

/** Combinations of classes that are looked at for one index. */
const COMBINATIONS = 1024;
const COMBINATIONS_OF_KNOWN = 16;
/** At the end of a tuple, aligned. */
const HEAP_TID = 8;
/** From how many leaves on a class of keys is a run of its own. */
const RUN_BYTES = 3 * 8192;

/** A btree as CREATE INDEX builds it from the table's rows; or one whose size is known, and whose height is that of such a file. */
export function sizeBtree(index: IndexFacts, facts: Facts, known?: KnownSize): IndexSize {
  if (known?.height != null) {
    const { pages, tuples, height } = known;
    return { pages, tuples, btree: { height } };
  }
  const { rows } = facts;
  const looked = known === undefined ? COMBINATIONS : COMBINATIONS_OF_KNOWN;
  const most = Math.max(4, Math.floor(looked ** (1 / index.columns.length)));
  const classes = index.columns.map((column) =>
    classesOf(column, facts.statistics(column), facts.tableRows, most),
  );
  const keys = correlated(
    combinations(classes).map((values) => keyClass(index.columns, values, rows)),
    facts.distinctKeys(index),
  );
  const items = keys.map((key) => itemsOf(key, deduplicates(index)));
  const pivot = pivotBytes(index, classes, { rows, items: count(items.flat()) });
  if (known !== undefined) return { ...known, btree: { height: heightOf(known.pages, pivot) } };
  return builtBtree({
    rows,
    runs: runsOf(items),
    pivot,
    fillfactor: Number(optionOf(index, "fillfactor") ?? 90),
  });
}

const deduplicates = (index: IndexFacts): boolean =>
  !index.unique &&
  index.keys === index.columns.length &&
  index.columns.every(({ equalImage }) => equalImage) &&
  optionOf(index, "deduplicate_items") !== "off";

/** Where extended statistics tell of fewer keys than columns that have nothing to do with each other would have. */
function correlated(keys: readonly KeyClass[], known: number | undefined): readonly KeyClass[] {
  const present = keys.reduce((sum, { rows, distinct }) => sum + seen(rows, distinct), 0);
  if (known === undefined || known >= present) return keys;
  return keys.map((key) => ({ ...key, distinct: Math.max(1, (key.distinct * known) / present) }));
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

const count = (items: readonly Items[]): number => items.reduce((sum, item) => sum + item.count, 0);

/**
 * What stays of a key above the leaves: the columns up to the first in which neighbours on both sides of a page's end differ, and a heap
 * TID where they differ in none. INCLUDE columns never stay.
 */
function pivotBytes(
  index: IndexFacts,
  classes: readonly (readonly ValueClass[])[],
  { rows, items }: { rows: number; items: number },
): number {
  let expected = 0;
  for (const values of combinations(classes.slice(0, index.keys))) {
    const weight = keyClass(index.columns, values, 1).rows;
    let [kept, bytes] = [0, 0];
    for (let columns = 1; columns <= values.length; columns += 1) {
      const key = keyClass(index.columns, values.slice(0, columns), rows);
      const share = (items * key.rows) / Math.max(1, rows);
      const upTo = Math.max(kept, Math.min(1, seen(key.rows, key.distinct) / Math.max(1, share)));
      ({ bytes } = key);
      expected += weight * (upTo - kept) * bytes;
      kept = upTo;
    }
    expected += weight * (1 - kept) * (bytes + HEAP_TID);
  }
  return expected;
}
