import type { Catalog, OtherObject } from "../../postgres/catalog/model/catalog.ts";
import type { ObjectName } from "../../postgres/catalog/model/common.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { routineTarget } from "../emit/routines.ts";
import { key, keyOf } from "../key.ts";
import type { Key } from "../key.ts";
import { nameOf } from "../text.ts";
import { dropOther, otherKey } from "./other-removals.ts";
import { removal } from "./part.ts";
import type { Removal } from "./part.ts";
import { relationRemovals } from "./relation-removals.ts";
import type { Side, Sides } from "./sides.ts";

/** How everything that one side has goes, by key. */
export function removalsOf(sides: Sides, side: Side): Map<Key, Removal> {
  const { catalog } = sides[side];
  return new Map<Key, Removal>([
    ...catalog.schemas.map(({ name }): [Key, Removal] => [
      key("schema", name),
      removal(`DROP SCHEMA ${quoteIdentifier(name)}`),
    ]),
    ...catalog.extensions.map(({ name }): [Key, Removal] => [
      key("extension", name),
      removal(`DROP EXTENSION ${quoteIdentifier(name)}`),
    ]),
    ...typeRemovals(catalog),
    ...sequenceRemovals(catalog),
    ...catalog.routines.map((routine): [Key, Removal] => [
      keyOf("routine", routine, routine.identity),
      removal(`DROP ${routineTarget(routine)}`, [], [`routine ${nameOf(routine)}`]),
    ]),
    ...catalog.statistics.map((statistics): [Key, Removal] => [
      keyOf("statistics", statistics),
      removal(
        `DROP STATISTICS ${nameOf(statistics)}`,
        [keyOf("relation", statistics.table)],
        [`statistics ${nameOf(statistics)}`],
      ),
    ]),
    ...[...catalog.tables, ...catalog.views].flatMap((relation) =>
      relationRemovals(sides, side, relation),
    ),
    ...catalog.others.flatMap((object): [Key, Removal][] => [
      [otherKey(object), removal([...mappingsOf(catalog, object), dropOther(object)])],
      [key("members", object.schema, object.name), removal([], [otherKey(object)])],
    ]),
    ...catalog.securityLabels.map(({ kind, name, provider }): [Key, Removal] => [
      key("step", kind, name, provider, "label"),
      removal(
        `SECURITY LABEL FOR ${quoteIdentifier(provider)} ON ${kind.toUpperCase()} ${name} IS NULL`,
      ),
    ]),
  ]);
}

/** A server goes after the mappings of users to it. */
function mappingsOf({ others }: Catalog, object: OtherObject): string[] {
  if (object.kind !== "foreign server") return [];
  return others
    .filter(
      ({ kind, properties }) => kind === "user mapping" && properties["server"] === object.name,
    )
    .map(dropOther);
}

function typeRemovals({ types }: Catalog): [Key, Removal][] {
  return types.flatMap((type): [Key, Removal][] => {
    const own = keyOf("type", type);
    const word = type.kind === "domain" ? "DOMAIN" : "TYPE";
    const claims = [`type ${nameOf(type)}`, ...multirange(type)];
    const constraints = type.kind === "domain" ? type.constraints : [];
    return [
      [own, removal(`DROP ${word} ${nameOf(type)}`, [], claims)],
      ...constraints.map(({ name }): [Key, Removal] => [
        keyOf("domain constraint", type, name),
        removal(`ALTER DOMAIN ${nameOf(type)} DROP CONSTRAINT ${quoteIdentifier(name)}`, [own]),
      ]),
    ];
  });
}

function multirange(type: ObjectName & { readonly kind: string }): string[] {
  return "multirange" in type ? [`type ${nameOf(type.multirange as ObjectName)}`] : [];
}

function sequenceRemovals({ sequences }: Catalog): [Key, Removal][] {
  return sequences.flatMap((sequence): [Key, Removal][] => {
    const own = keyOf("sequence", sequence);
    const { ownedBy } = sequence;
    const owners =
      ownedBy === null
        ? []
        : [
            keyOf("relation", ownedBy.table),
            key("column", ownedBy.table.schema, ownedBy.table.name, ownedBy.column),
          ];
    const name = nameOf(sequence);
    return [
      [
        own,
        removal(
          [{ sql: `DROP SEQUENCE ${name}`, destroys: `the value of sequence ${name}` }],
          owners,
          [`relation ${name}`, `type ${name}`],
        ),
      ],
      [keyOf("step", sequence, "owned by"), removal(`ALTER SEQUENCE ${name} OWNED BY NONE`, [own])],
    ];
  });
}
