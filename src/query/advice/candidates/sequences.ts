import { distinctKeys, type Key } from "./key.ts";
import type { TableUse } from "./use.ts";

/** Most keys of one kind that are permuted. */
const most = 4;

/**
 * The orders of keys from which one query could profit on one table, the most promising first: what is compared for equality leads,
 * then the order asked for, a range or a join; and each of these leads once, since another query may share only that.
 */
export function keySequences(use: TableUse): Key[][] {
  const equal = bySelectivity(use.equal);
  const joins = distinctKeys(use.joins.map(({ key }) => key)).slice(0, most + 2);
  const ranges = distinctKeys(use.ranges).slice(0, most);
  const orders = use.orders.slice(0, most);
  const groups = use.groups.slice(0, most);
  const composites = compositeJoins(use);
  const sequences: Key[][] = [];
  if (equal.length > 0) sequences.push(equal);
  for (const order of orders) sequences.push([...equal, ...order], order);
  for (const range of ranges) sequences.push([...equal, range]);
  for (const join of joins) sequences.push([join], [join, ...equal], [...equal, join]);
  for (const composite of composites) sequences.push(composite, [...equal, ...composite]);
  for (const join of joins) for (const range of ranges) sequences.push([join, range]);
  for (const group of groups) {
    for (const order of permutations(group.slice(0, 3))) sequences.push([...order]);
    sequences.push(group, [...equal, ...group]);
  }
  for (const arm of use.arms) sequences.push(arm);
  for (const order of orders)
    for (const range of ranges) sequences.push([...equal, ...order, range]);
  if (ranges.length > 1) sequences.push([...equal, ...ranges]);
  for (const range of ranges) for (const join of joins) sequences.push([range, join]);
  for (const key of [...equal, ...ranges, ...groups.flat(), ...use.arms.flat()])
    sequences.push([key]);
  return distinctSequences(sequences);
}

/** Every key the query touches, alone and with every other one behind it: what a textbook search over widths begins with. */
export function pairs(use: TableUse): Key[][] {
  const keys = distinctKeys(
    [
      ...use.equal,
      ...use.joins.map(({ key }) => key),
      ...use.ranges,
      ...use.orders.flat(),
      ...use.groups.flat(),
    ].map((key) => ({ ...key, suffix: "" })),
  );
  return distinctSequences([
    ...keys.map((key) => [key]),
    ...keys.flatMap((first) =>
      keys.filter((second) => second !== first).map((second) => [first, second]),
    ),
  ]);
}

/** The most selective first, which lets other queries share the beginning. */
export const bySelectivity = (keys: readonly Key[]): Key[] =>
  distinctKeys(keys)
    .toSorted((a, b) => b.distinct - a.distinct || (a.text < b.text ? -1 : 1))
    .slice(0, most);

/** Joined with one other table over several columns, both ways round. */
function compositeJoins({ joins }: TableUse): Key[][] {
  const others = [...new Set(joins.map(({ other }) => other))];
  return others.flatMap((other) => {
    const keys = distinctKeys(joins.filter((join) => join.other === other).map(({ key }) => key));
    return keys.length < 2 || keys.length > 3 ? [] : permutations(keys);
  });
}

function permutations(keys: readonly Key[]): Key[][] {
  if (keys.length <= 1) return [[...keys]];
  return keys.flatMap((first) =>
    permutations(keys.filter((key) => key !== first)).map((rest) => [first, ...rest]),
  );
}

function distinctSequences(sequences: readonly (readonly Key[])[]): Key[][] {
  const seen = new Map<string, Key[]>();
  for (const sequence of sequences) {
    const keys = distinctKeys(sequence);
    const text = JSON.stringify(keys.map((key) => key.text + key.suffix));
    if (keys.length > 0 && !seen.has(text)) seen.set(text, keys);
  }
  return [...seen.values()];
}
