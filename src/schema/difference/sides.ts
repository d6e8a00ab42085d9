import type { ObjectName } from "../../postgres/catalog/model/common.ts";
import type { DatabaseSchema } from "../read-schema.ts";
import { nameOf } from "../text.ts";
import type { DifferenceOptions } from "./plan-difference.ts";
import { keptParentsOf, tablesOf } from "./table-pairs.ts";
import type { TablePair, Tables } from "./table-pairs.ts";

export type Side = "a" | "b";

/** What is, and what is wanted. */
export interface Sides extends Tables {
  readonly a: DatabaseSchema;
  readonly b: DatabaseSchema;
  /** Qualified name of a column to the expression of its new value. */
  readonly using: Readonly<Record<string, string>>;
  /** Values for which there is no cast are given up. */
  readonly discard: boolean;
  /** Parents that a table of both sides has all the time, so that what is done to them is done to it. */
  keptParents(child: ObjectName): readonly TablePair[];
  /** Tables of both sides that have it as a parent all the time. */
  keptChildren(parent: ObjectName): readonly TablePair[];
}

export function sidesOf(
  a: DatabaseSchema,
  b: DatabaseSchema,
  { using = {}, discard = false }: DifferenceOptions,
): Sides {
  const { pairs, rebuilt } = tablesOf(a.catalog, b.catalog);
  const parents = new Map([...pairs].map(([name, pair]) => [name, keptParentsOf(pair, pairs)]));
  const children = new Map<string, TablePair[]>();
  for (const [name, pair] of pairs)
    for (const parent of parents.get(name) ?? [])
      children.set(nameOf(parent.a), [...(children.get(nameOf(parent.a)) ?? []), pair]);
  return {
    a,
    b,
    using,
    discard,
    pairs,
    rebuilt,
    keptParents: (child) => parents.get(nameOf(child)) ?? [],
    keptChildren: (parent) => children.get(nameOf(parent)) ?? [],
  };
}
