import { nameOf } from "../../text.ts";
import type { ModelSource, SourceColumn, SourceEntity } from "../source.ts";
import { isSayable } from "./columns.ts";
import { keyOf, oncePerSource } from "./lookup.ts";
import { pythonType, isOpaque, type OwnTypes } from "./types.ts";

/** What SQLAlchemy's metadata cannot hold, in the order of the tables. `own` are the types that the file defines. */
export function whatIsLost(source: ModelSource, own: OwnTypes): string[] {
  return [
    ...source.entities.flatMap((entity) =>
      [...ofTable(entity, source), ...ofKeys(entity, source), ...ofColumns(entity, own)].map(
        (what) => `${nameOf(entity.table)}: ${what}`,
      ),
    ),
    ...typesElsewhere(source),
    ...functions(source),
  ];
}

const partitionsOf = oncePerSource(({ catalog }) =>
  counted(
    catalog.tables.flatMap(({ partitionBound, inherits }) =>
      partitionBound === null ? [] : inherits.map(keyOf),
    ),
  ),
);

const statisticsOf = oncePerSource(({ catalog }) =>
  counted(catalog.statistics.map(({ table }) => keyOf(table))),
);

function counted(keys: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

function ofTable({ table }: SourceEntity, source: ModelSource): string[] {
  if (!("constraints" in table))
    return ["a view is a table of its own metadata, which nothing creates."];
  const key = keyOf(table);
  const rules = [
    [table.triggers.filter(({ inherited }) => !inherited).length, "trigger"],
    [table.policies.length, "policy"],
    [table.rules.length, "rule"],
    [statisticsOf(source).get(key) ?? 0, "statistics object"],
    [partitionsOf(source).get(key) ?? 0, "partition"],
  ] as const;
  const counts = rules
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${count} ${plural(what, count)}`);
  return [
    ...(counts.length === 0 ? [] : [`${counts.join(", ")}: migrations make them, not the models.`]),
    ...(table.rowSecurity.enabled
      ? ["row-level security is switched on by migrations, not by the models."]
      : []),
    ...(Object.keys(table.options).length + Object.keys(table.toastOptions).length > 0
      ? ["its storage parameters are left out."]
      : []),
    ...(table.kind === "foreign table" ? ["a foreign table is a table like any other here."] : []),
    ...(table.replicaIdentity === "default" ? [] : ["its replica identity is left out."]),
  ];
}

function plural(word: string, count: number): string {
  if (count === 1 || word.endsWith("s")) return word;
  return word.endsWith("y") ? `${word.slice(0, -1)}ies` : `${word}s`;
}

function ofKeys(entity: SourceEntity, source: ModelSource): string[] {
  const { table, primaryKey, uniques, foreignKeys, checks, indexes } = entity;
  const keys = [...(primaryKey === undefined ? [] : [primaryKey]), ...uniques];
  const include = keys.filter(({ index }) =>
    table.indexes.some(({ name, include: more }) => name === index && more.length > 0),
  );
  return [
    ...("constraints" in table && primaryKey === undefined
      ? ["without a primary key it is a table, not a class."]
      : []),
    ...keys
      .filter(({ temporal }) => temporal)
      .map(({ name }) => `WITHOUT OVERLAPS of ${name} is left out.`),
    ...include.map(({ name }) => `INCLUDE of ${name} is left out.`),
    ...foreignKeys
      .filter((key) => !isSayable(key, source))
      .map(({ name }) => `foreign key ${name} is left out.`),
    ...foreignKeys
      .filter((key) => !key.validated || (key.references?.onDeleteColumns.length ?? 0) > 0)
      .map(({ name }) => `of foreign key ${name}, NOT VALID and columns of SET NULL are left out.`),
    ...checks
      .filter(({ enforced }) => !enforced)
      .map(({ name }) => `check ${name} is not enforced, and left out.`),
    ...checks
      .filter(({ enforced, validated, noInherit }) => enforced && (!validated || noInherit))
      .map(({ name }) => `of check ${name}, NOT VALID and NO INHERIT are left out.`),
    ...indexes
      .filter(({ comment }) => comment !== null)
      .map(({ name }) => `the comment on index ${name} is left out.`),
  ];
}

function ofColumns({ columns, table }: SourceEntity, own: OwnTypes): string[] {
  const those = (which: (column: SourceColumn) => boolean): string =>
    columns
      .filter(which)
      .map(({ column }) => column.name)
      .join(", ");
  const say = (names: string, what: string): string[] =>
    names === "" ? [] : [`${what}: ${names}.`];
  const isTable = "constraints" in table;
  return [
    ...say(
      those(({ column, type }) => isOpaque(pythonType(type, column.type, own))),
      "SQLAlchemy has no class for the types of",
    ),
    ...say(
      those(({ column }) => column.generated?.kind === "virtual"),
      "generated (virtual), which SQLAlchemy 2.0 cannot create",
    ),
    ...say(
      those(({ column }) =>
        [column.storage, column.compression, column.statistics].some((each) => each !== null),
      ),
      "how these are stored is left out",
    ),
    ...say(
      those(
        ({ column }) =>
          isTable && column.collation !== null && column.collation.schema !== "pg_catalog",
      ),
      "collations that the search path has to find",
    ),
  ];
}

/** Types of the schemas which nothing in the models needs. */
function typesElsewhere({ catalog, entities, schemas }: ModelSource): string[] {
  const used = new Set(entities.flatMap(({ columns }) => columns.map(({ type }) => type.base)));
  return catalog.types
    .filter(({ kind }) => kind !== "enum")
    .filter((type) => schemas.includes(type.schema) && !used.has(nameOf(type)))
    .map((type) => `Type ${nameOf(type)} is used by no column, and left out.`);
}

/** Checks and defaults may call them, which the database has to have before. */
function functions({ catalog, schemas }: ModelSource): string[] {
  const own = catalog.routines.filter(
    ({ schema, result }) => schemas.includes(schema) && result !== "trigger",
  );
  const count = own.length === 1 ? "1 function" : `${own.length} functions`;
  return own.length === 0 ? [] : [`${count} of ${schemas.join(", ")}: migrations make them.`];
}
