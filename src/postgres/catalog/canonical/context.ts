import { qualified } from "../../../sql/quote.ts";
import type { Catalog } from "../model/catalog.ts";
import type { Grant, ObjectName, Owned } from "../model/common.ts";
import { canonicalGrants, roleIn } from "./grants.ts";

/** A value of which only the content counts: fields in any order, `undefined` the same as absent. */
export type Canonical = Readonly<Record<string, unknown>>;

/** What the canonical form of every object needs to know of its catalog. */
export interface Context {
  readonly version: number;
  role(name: string): string;
  grants(grants: readonly Grant[]): Canonical;
  /** Owner, grants and comment. */
  owned(object: Owned): Canonical;
  /** The same of a table or a view. */
  ownedTable(object: Owned): Canonical;
  isUnlogged(table: ObjectName): boolean;
  /** Whether a table's sequence is not logged as the table is; before Postgres 15 every sequence is logged. */
  isOdd(sequenceUnlogged: boolean, tableUnlogged: boolean): boolean;
}

export function contextOf(catalog: Catalog): Context {
  const { version } = catalog;
  const role = roleIn(catalog);
  const unlogged = new Set(catalog.tables.filter((table) => table.unlogged).map(printed));
  const owned = (object: Owned, tableOwner?: string): Canonical => ({
    owner: role(object.owner),
    grants: canonicalGrants(object.grants, {
      version,
      role,
      ...(tableOwner === undefined ? {} : { tableOwner }),
    }),
    comment: object.comment,
  });
  return {
    version,
    role,
    grants: (grants) => canonicalGrants(grants, { version, role }),
    owned: (object) => owned(object),
    ownedTable: (object) => owned(object, object.owner),
    isUnlogged: (table) => unlogged.has(printed(table)),
    isOdd: (sequence, table) => version >= 150000 && sequence !== table,
  };
}

export function printed({ schema, name }: ObjectName): string {
  return qualified(schema, name);
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
  const left: readonly PropertyKey[] = fields;
  const kept = Object.entries(object).filter(([key]) => !left.includes(key));
  return Object.fromEntries(kept) as Omit<T, K>;
}
