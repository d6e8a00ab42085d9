import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { ObjectName } from "../../postgres/catalog/model/common.ts";
import type { Relation } from "../../postgres/catalog/model/table.ts";
import { key, keyOf } from "../key.ts";
import type { Key } from "../key.ts";
import type { DatabaseSchema } from "../read-schema.ts";
import { nameOf } from "../text.ts";
import { otherKey } from "./other-removals.ts";
import { partsOfKey } from "./part.ts";

/**
 * Both schemas without the tables and views that are the same in both and that nothing different reaches: a schema may have hundreds, of
 * which a few change. What the rest says of them it says of something that is there.
 */
export function withoutUntouched(
  a: DatabaseSchema,
  b: DatabaseSchema,
): readonly [DatabaseSchema, DatabaseSchema] {
  const sides = [a, b];
  const relations = sides.flatMap(({ catalog }) => [...catalog.tables, ...catalog.views]);
  const different = differing(a.catalog, b.catalog);
  const next = dependents(sides, relations);
  const touched = new Set(different);
  for (const one of touched) for (const dependent of next.get(one) ?? []) touched.add(dependent);
  const names = familyOf(relations, new Set(relations.filter(isIn(touched)).map(nameOf)));
  const only = (schema: DatabaseSchema): DatabaseSchema => {
    const { tables, views } = schema.catalog;
    return {
      ...schema,
      catalog: {
        ...schema.catalog,
        tables: tables.filter((table) => table.foreign !== null || names.has(nameOf(table))),
        views: views.filter((view) => names.has(nameOf(view))),
      },
    };
  };
  return [only(a), only(b)];
}

/** Whether the relation, or something of it, is among the keys. */
function isIn(touched: ReadonlySet<Key>): (relation: Relation) => boolean {
  return (relation) =>
    touched.has(keyOf("relation", relation)) ||
    touched.has(ownKey(relation)) ||
    partsOf(relation).some(([part]) => touched.has(part));
}

/** Parents and children of what changes are changed along with it. */
function familyOf(relations: readonly Relation[], found: Set<string>): ReadonlySet<string> {
  for (let before = -1; before < found.size;) {
    before = found.size;
    for (const relation of relations) {
      const family = [relation as ObjectName, ...parentsOf(relation)].map(nameOf);
      if (family.length > 1 && family.some((name) => found.has(name)))
        for (const name of family) found.add(name);
    }
  }
  return found;
}

/** What is said of a relation and changes nothing that hangs on it: settings, privileges, comments. */
const ownKey = (relation: ObjectName): Key => keyOf("step", relation, "own");

/** Objects, and parts of relations, that are only on one side, or other ones there. A schema that both have is never made anew. */
function differing(a: Catalog, b: Catalog): Key[] {
  const [before, after] = [textsOf(a), textsOf(b)];
  return [...new Set([...before.keys(), ...after.keys()])].filter((one) => {
    const [from, to] = [before.get(one), after.get(one)];
    const both = from !== undefined && to !== undefined;
    return from !== to && !(both && partsOfKey(one)[0] === "schema");
  });
}

function textsOf(catalog: Catalog): Map<Key, string> {
  const { owner } = catalog.database;
  const asOwner = (field: string, value: unknown): unknown =>
    roleFields.has(field) && value === owner ? "" : value;
  const objects: (readonly [Key, unknown])[] = [
    ...catalog.schemas.map((one) => [key("schema", one.name), one] as const),
    ...catalog.extensions.map((one) => [key("extension", one.name), one] as const),
    ...catalog.types.map((one) => [keyOf("type", one), one] as const),
    ...catalog.sequences.map((one) => [keyOf("sequence", one), one] as const),
    ...catalog.routines.map((one) => [keyOf("routine", one, one.identity), one] as const),
    ...catalog.statistics.map((one) => [keyOf("statistics", one), one] as const),
    ...catalog.others.map((one) => [otherKey(one), one] as const),
    ...[...catalog.tables, ...catalog.views].flatMap((relation) => [
      [keyOf("relation", relation), shapeOf(relation)] as const,
      [keyOf("type", relation), relation.columns.map(({ name, type }) => [name, type])] as const,
      [ownKey(relation), { ...relation, ...nothing }] as const,
      ...partsOf(relation),
    ]),
  ];
  return new Map(objects.map(([own, object]) => [own, JSON.stringify(object, asOwner)]));
}

/** Fields that may name the owner of the database, who is called otherwise elsewhere. */
const roleFields: ReadonlySet<string> = new Set(["owner", "grantor", "grantee", "role"]);

/** Said of the parts. */
const nothing = {
  columns: [],
  constraints: [],
  indexes: [],
  triggers: [],
  rules: [],
  policies: [],
};

/** What a relation is made anew for. */
function shapeOf(relation: Relation): unknown {
  if ("query" in relation) return relation;
  const table = relation as Partial<Catalog["tables"][number]>;
  const { kind, inherits, partitionKey, partitionBound, ofType, foreign, columns = [] } = table;
  const local = columns.map((column) => [column.local, column.inherited]);
  const isChild = (inherits?.length ?? 0) > 0;
  return [kind, inherits, partitionKey, partitionBound, ofType, foreign, isChild ? local : []];
}

function partsOf(relation: Relation): (readonly [Key, unknown])[] {
  const table = relation as Partial<Catalog["tables"][number]>;
  return [
    ...relation.columns.map(
      (one) => [key("column", relation.schema, relation.name, one.name), one] as const,
    ),
    ...relation.indexes.map((one) => [key("index", relation.schema, one.name), one] as const),
    ...(["triggers", "rules"] as const).flatMap((list) =>
      relation[list].map((one) => [keyOf(singular[list], relation, one.name), one] as const),
    ),
    ...(["constraints", "policies"] as const).flatMap((list) =>
      (table[list] ?? []).map((one) => [keyOf(singular[list], relation, one.name), one] as const),
    ),
  ];
}

const singular = {
  triggers: "trigger",
  rules: "rule",
  constraints: "constraint",
  policies: "policy",
} as const;

const parentsOf = (relation: Relation): readonly ObjectName[] =>
  "inherits" in relation ? (relation.inherits as readonly ObjectName[]) : [];

/** For each object those that hang on it, by either side. */
function dependents(
  sides: readonly DatabaseSchema[],
  relations: readonly Relation[],
): Map<Key, Set<Key>> {
  const found = new Map<Key, Set<Key>>();
  const add = (need: Key, dependent: Key): void => {
    const known = found.get(need);
    if (known === undefined) found.set(need, new Set([dependent]));
    else known.add(dependent);
  };
  const together = (one: Key, other: Key): void => {
    add(one, other);
    add(other, one);
  };
  for (const { catalog, dependencies } of sides) {
    for (const [dependent, needs] of dependencies) for (const need of needs) add(need, dependent);
    for (const sequence of catalog.sequences) {
      const { ownedBy } = sequence;
      if (ownedBy === null) continue;
      const { schema, name } = ownedBy.table;
      together(keyOf("sequence", sequence), key("column", schema, name, ownedBy.column));
    }
    for (const statistics of catalog.statistics)
      together(keyOf("statistics", statistics), ownKey(statistics.table));
  }
  for (const relation of relations) {
    const own = keyOf("relation", relation);
    for (const [part] of partsOf(relation)) add(own, part);
    for (const { name } of relation.columns)
      together(
        key("default", relation.schema, relation.name, name),
        key("column", relation.schema, relation.name, name),
      );
    for (const parent of parentsOf(relation)) {
      add(keyOf("relation", parent), own);
      for (const { name } of relation.columns)
        together(
          key("column", relation.schema, relation.name, name),
          key("column", parent.schema, parent.name, name),
        );
    }
    for (const { name, constraint, parent } of relation.indexes) {
      const index = key("index", relation.schema, name);
      if (constraint !== null) together(index, keyOf("constraint", relation, constraint));
      if (parent !== null) together(index, keyOf("index", parent));
    }
  }
  return found;
}
