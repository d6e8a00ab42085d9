import type { Catalog } from "../model/catalog.ts";
import type { Owned } from "../model/common.ts";
import { canonicalGrants, roleIn } from "./grants.ts";

/** A value of which only the content counts: fields in any order, `undefined` the same as absent. */
export type Canonical = Readonly<Record<string, unknown>>;

/** What the canonical form of every object needs to know of its catalog. */
export interface Context {
  readonly version: number;
  role(name: string): string;
  /** Owner, grants and comment. */
  owned(object: Owned): Canonical;
  grants(grants: Owned["grants"]): Canonical;
}

export function contextOf(catalog: Catalog): Context {
  const role = roleIn(catalog);
  const grants = (list: Owned["grants"]): Canonical => canonicalGrants(list, catalog.version, role);
  return {
    version: catalog.version,
    role,
    grants,
    owned: (object) => ({
      owner: role(object.owner),
      grants: grants(object.grants),
      comment: object.comment,
    }),
  };
}

/** A list as a record, because its order says nothing. */
export function named<T extends { readonly name: string }>(
  list: readonly T[],
  value: (item: T) => unknown,
): Canonical {
  return Object.fromEntries(list.map((item) => [item.name, value(item)]));
}

/** The object but for the fields that say nothing about the schema, or say it again. */
export function without<T extends object, K extends keyof T>(
  object: T,
  ...fields: readonly K[]
): Omit<T, K> {
  const copy = { ...object };
  for (const field of fields) delete copy[field];
  return copy;
}
