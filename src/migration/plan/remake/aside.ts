import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { ObjectName } from "../../../postgres/catalog/model/common.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { qualified, quoteIdentifier } from "../../../sql/quote.ts";
import { printed } from "../alteration.ts";
import type { Surroundings } from "../recipe.ts";
import { relationNames } from "../surroundings.ts";
import { withPartitions } from "./family.ts";

/** What two tables are called that are there together, and how they change their names. */
export interface Names {
  /** Of the new table until the switch. */
  readonly fresh: ObjectName;
  /** Of the old one from the switch on. */
  readonly old: ObjectName;
  /** The new table and what belongs to it from their last names to the first ones. */
  readonly toFresh: readonly string[];
  readonly toFinal: readonly string[];
  /** What bears those names before from these to others. */
  readonly toOld: readonly string[];
  readonly fromOld: readonly string[];
  /** What a sequence of the old table is called from the switch on. */
  readonly oldName: (object: ObjectName) => ObjectName;
}

interface Named extends ObjectName {
  readonly kind: "TABLE" | "INDEX" | "SEQUENCE";
  /** A sequence that is no identity column's. */
  readonly plain?: true;
}

/** Undefined where a name is taken by what has nothing to do with the table. */
export function replacementNames(
  pair: {
    readonly table: Table;
    readonly target: Table;
    readonly before: Catalog;
    readonly after: Catalog;
  },
  { name }: Surroundings,
): Names | undefined {
  const { table, target, before, after } = pair;
  const taken = new Set(relationNames(before));
  const mine = namedOf(withPartitions(table, before), before);
  // A sequence of both is one and the same.
  const shared = new Set(before.sequences.map(printed));
  const met = namedOf(withPartitions(target, after), after).filter(
    (item) => taken.has(printed(item)) && !(item.plain === true && shared.has(printed(item))),
  );
  const owners = met.map((item) => mine.find((other) => printed(other) === printed(item)));
  if (owners.includes(undefined)) return undefined;
  const news = met.map((item) => ({ item, other: name(item.name, "new") }));
  const olds = owners.flatMap((item) =>
    item === undefined ? [] : [{ item, other: name(item.name, "old") }],
  );
  const oldName = (object: ObjectName): ObjectName => {
    const found = olds.find(({ item }) => printed(item) === printed(object));
    return { schema: object.schema, name: found?.other ?? object.name };
  };
  const fresh = news.find(({ item }) => printed(item) === printed(target))?.other;
  if (fresh === undefined) return undefined;
  return {
    fresh: { schema: target.schema, name: fresh },
    old: oldName(table),
    toFresh: news.map(({ item, other }) => rename(item, item.name, other)),
    toFinal: news.map(({ item, other }) => rename(item, other, item.name)),
    toOld: olds.map(({ item, other }) => rename(item, item.name, other)),
    fromOld: olds.map(({ item, other }) => rename(item, other, item.name)),
    oldName,
  };
}

const rename = ({ kind, schema }: Named, from: string, to: string): string =>
  `ALTER ${kind} ${qualified(schema, from)} RENAME TO ${quoteIdentifier(to)}`;

/** Tables with their indexes and sequences: what a schema has each name of but once. */
function namedOf(tables: readonly Table[], { sequences }: Catalog): Named[] {
  const names = new Set(tables.map(printed));
  return [
    ...tables.flatMap(({ schema, name, indexes, columns }): Named[] => [
      { kind: "TABLE", schema, name },
      ...indexes.map((index): Named => ({ kind: "INDEX", schema, name: index.name })),
      ...columns.flatMap(({ identity }): Named[] =>
        identity?.sequence == null
          ? []
          : [{ kind: "SEQUENCE", schema: identity.sequence.schema, name: identity.sequence.name }],
      ),
    ]),
    ...sequences
      .filter(({ ownedBy }) => ownedBy !== null && names.has(printed(ownedBy.table)))
      .map(({ schema, name }): Named => ({ kind: "SEQUENCE", schema, name, plain: true })),
  ];
}
