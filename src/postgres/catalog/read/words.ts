import type { FiringState, ObjectName, Options } from "../model/common.ts";

/** `["a=1", "b=2"]`, as Postgres stores options, sorted by name. */
export function optionsOf(stored: readonly string[] | null): Options {
  const pairs = (stored ?? []).map((option): [string, string] => {
    const at = option.indexOf("=");
    return [option.slice(0, at), option.slice(at + 1)];
  });
  return Object.fromEntries(pairs.sort(([a], [b]) => compare(a, b)));
}

/** The word for a code of one letter. A letter that is not in the list means a Postgres that is newer than this. */
export function word<T>(code: string, words: Readonly<Record<string, T>>): T {
  const found = words[code];
  if (found === undefined) throw new Error(`unknown catalog code "${code}"`);
  return found;
}

export const firing: Readonly<Record<string, FiringState>> = {
  O: "origin",
  D: "disabled",
  R: "replica",
  A: "always",
};

/** Order by code unit: the same on every server and machine, whatever the collation. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function byName<T extends { readonly name: string }>(rows: readonly T[]): T[] {
  return rows.toSorted((a, b) => compare(a.name, b.name));
}

export function byQualifiedName<T extends ObjectName>(rows: readonly T[]): T[] {
  return rows.toSorted((a, b) => compare(a.schema, b.schema) || compare(a.name, b.name));
}

/** The values of each key, in their order. */
export function grouped<R, T>(
  rows: readonly R[],
  key: (row: R) => number,
  value: (row: R) => T,
): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group === undefined) groups.set(key(row), [value(row)]);
    else group.push(value(row));
  }
  return groups;
}
