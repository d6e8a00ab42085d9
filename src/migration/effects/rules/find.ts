import type { Catalog, Sequence } from "../../../postgres/catalog/model/catalog.ts";
import type { Index } from "../../../postgres/catalog/model/constraint.ts";
import type { Table, View } from "../../../postgres/catalog/model/table.ts";
import { relationName } from "../../../sql/object-name.ts";
import { qualified } from "../../../sql/quote.ts";
import { isFields } from "../../../sql/walk.ts";

/** What has a name in the catalogue. Of an index, `relation` is what it is on. */
export type Found =
  | { readonly name: string; readonly relation: Table | View; readonly index?: Index }
  | { readonly name: string; readonly sequence: Sequence };

/** By name as a statement writes it. A name without a schema is looked for in `public` first, then in the others. */
export function find(catalog: Catalog, written: string): Found | undefined {
  const all = [...everything(catalog)];
  return (
    all.find(({ name }) => name === written || name === `public.${written}`) ??
    all.find(({ name }) => name.endsWith(`.${written}`))
  );
}

/** Name of the table that an index is on. */
export function tableOf(found: Found | undefined): string | undefined {
  const index = found !== undefined && "relation" in found && found.index !== undefined;
  return index ? nameOf(found.relation) : undefined;
}

/** What a RangeVar names. */
export function foundBy(catalog: Catalog, range: unknown): Found | undefined {
  const named = isFields(range) && range["relname"] !== undefined;
  return named ? find(catalog, relationName(range)) : undefined;
}

/** The table or view that a RangeVar names. */
export function relationOf(catalog: Catalog, range: unknown): Table | View | undefined {
  const found = foundBy(catalog, range);
  return found !== undefined && "relation" in found && found.index === undefined
    ? found.relation
    : undefined;
}

function* everything({ tables, views, sequences }: Catalog): Iterable<Found> {
  for (const relation of [...tables, ...views]) {
    yield { name: nameOf(relation), relation };
    for (const index of relation.indexes)
      yield { name: indexName(relation, index), relation, index };
  }
  for (const sequence of sequences) yield { name: nameOf(sequence), sequence };
}

interface Named {
  readonly schema: string;
  readonly name: string;
}

export const nameOf = ({ schema, name }: Named): string => qualified(schema, name);

export const indexName = ({ schema }: Named, { name }: Index): string => qualified(schema, name);

/** The table itself, where it has rows of its own, and the tables below it. */
export function leavesOf(catalog: Catalog, table: Table | View): (Table | View)[] {
  const below = catalog.tables.filter(({ inherits }) =>
    inherits.some((parent) => nameOf(parent) === nameOf(table)),
  );
  const own = table.kind === "partitioned table" ? [] : [table];
  return [...own, ...below.flatMap((child) => leavesOf(catalog, child))];
}

/** The table and all that inherit from it. */
export function familyOf(catalog: Catalog, table: Table | View): (Table | View)[] {
  const leaves = leavesOf(catalog, table);
  return leaves.includes(table) ? leaves : [table, ...leaves];
}

export function defaultPartition(catalog: Catalog, parent: Table | View): Table | undefined {
  return catalog.tables.find(
    ({ partitionBound, inherits }) =>
      partitionBound === "DEFAULT" && inherits.some((name) => nameOf(name) === nameOf(parent)),
  );
}
