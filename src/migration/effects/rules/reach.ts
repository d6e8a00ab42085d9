import type { LockMode } from "../../../core/migration.ts";
import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import { isOn } from "../../../sql/options.ts";
import { asNode, isFields, listOf, nameParts, textOf, type Fields } from "../../../sql/walk.ts";
import { commandsOf } from "./alter-table.ts";
import { usersOf } from "./domains.ts";
import type { ExpectedLock } from "./expected-lock.ts";
import {
  defaultPartition,
  familyOf,
  find,
  foundBy,
  indexName,
  nameOf,
  relationOf,
  type Found,
} from "./find.ts";
import type { Relation } from "./work.ts";

type Reach = (fields: Fields, catalog: Catalog) => ExpectedLock[];

/** Locks on what a statement of this tag does not name: partitions, parents, referenced tables, indexes, tables of a domain. */
export function reachOf(tag: string, fields: Fields, catalog: Catalog): ExpectedLock[] {
  return REACH[tag]?.(fields, catalog) ?? [];
}

const exclusively = (relations: readonly (Relation | undefined)[]): ExpectedLock[] =>
  relations.flatMap((relation) =>
    lockAll(relation === undefined ? [] : [relation], "ACCESS EXCLUSIVE"),
  );

const lockAll = (relations: readonly Relation[], mode: LockMode): ExpectedLock[] =>
  relations.map((relation) => ({ name: nameOf(relation), mode }));

const REACH: Readonly<Record<string, Reach>> = {
  AlterTableStmt: (fields, catalog) => {
    const table = relationOf(catalog, fields["relation"]);
    if (table === undefined) return [];
    return commandsOf(fields).flatMap((command) => reachOfCommand(catalog, table, fields, command));
  },
  CreateStmt: ({ inhRelations, partbound }, catalog) => {
    const parents = listOf(inhRelations).flatMap(
      (range) => relationOf(catalog, asNode(range, "RangeVar")) ?? [],
    );
    return partbound === undefined
      ? []
      : exclusively(parents.map((parent) => defaultPartition(catalog, parent)));
  },
  IndexStmt: ({ relation }, catalog) => {
    const table = relationOf(catalog, relation);
    const only = isFields(relation) && relation["inh"] !== true;
    const partitioned = table?.kind === "partitioned table" && !only;
    return partitioned ? lockAll(familyOf(catalog, table), "SHARE") : [];
  },
  DropStmt: ({ objects, concurrent, removeType }, catalog) => {
    const mode = concurrent === true ? "SHARE UPDATE EXCLUSIVE" : "ACCESS EXCLUSIVE";
    const names = listOf(objects).map((object) => nameParts(asNode(object, "List")?.["items"]));
    return names.flatMap((parts) => {
      if (removeType === "OBJECT_STATISTIC_EXT") return reachOfStatistics(catalog, parts);
      const found = find(catalog, parts.join("."));
      return found === undefined || !/TABLE|INDEX|MATVIEW/.test(textOf(removeType))
        ? []
        : reachOfDrop(catalog, found, mode);
    });
  },
  ReindexStmt: ({ relation, params }, catalog) => {
    const mode = isOn(params, "concurrently") ? "SHARE UPDATE EXCLUSIVE" : "SHARE";
    const found = foundBy(catalog, relation);
    const indexed = found !== undefined && "relation" in found && found.index !== undefined;
    return indexed ? [{ name: nameOf(found.relation), mode }] : [];
  },
  AlterDomainStmt: (fields, catalog) =>
    usersOf(catalog, fields).map((name) => ({ name, mode: "SHARE" })),
};

function reachOfStatistics({ statistics }: Catalog, parts: readonly string[]): ExpectedLock[] {
  const [name = "", schema] = parts.toReversed();
  return statistics
    .filter((one) => one.name === name && (schema ?? one.schema) === one.schema)
    .map(({ table }) => ({ name: nameOf(table), mode: "SHARE UPDATE EXCLUSIVE" }));
}

function reachOfDrop(catalog: Catalog, found: Found, mode: LockMode): ExpectedLock[] {
  if (!("relation" in found)) return [];
  const { relation, index } = found;
  if (index !== undefined) return [{ name: nameOf(relation), mode }];
  const family = familyOf(catalog, relation);
  const parents = "inherits" in relation ? relation.inherits : [];
  return [
    ...lockAll(family, mode),
    ...family.flatMap((one) => one.indexes.map((each) => ({ name: indexName(one, each), mode }))),
    ...family.flatMap((one) => referencesOf(one)),
    ...parents.flatMap((parent) => {
      const above = find(catalog, nameOf(parent));
      return above === undefined || !("relation" in above)
        ? []
        : exclusively([above.relation, defaultPartition(catalog, above.relation)]);
    }),
  ];
}

/** A foreign key that goes takes its triggers from the referenced table. */
function referencesOf(
  table: Relation,
  goes: (constraint: {
    readonly name: string;
    readonly columns: readonly string[];
  }) => boolean = () => true,
): ExpectedLock[] {
  const constraints = "constraints" in table ? table.constraints : [];
  return constraints
    .filter(goes)
    .flatMap(({ references }) =>
      references === null ? [] : [{ name: nameOf(references.table), mode: "ACCESS EXCLUSIVE" }],
    );
}

const RECURSING =
  /^AT_(AddColumn|DropColumn|ColumnDefault|SetNotNull|DropNotNull|AlterColumnType|AddConstraint|DropConstraint|SetExpression|DropExpression|(Enable|Disable).*Trig.*)$/;

function reachOfCommand(
  catalog: Catalog,
  table: Relation,
  alter: Fields,
  command: Fields,
): ExpectedLock[] {
  const subtype = textOf(command["subtype"]);
  const name = textOf(command["name"]);
  const relation = alter["relation"];
  const family =
    RECURSING.test(subtype) && isFields(relation) && relation["inh"] === true
      ? familyOf(catalog, table)
      : [];
  const weak =
    asNode(command["def"], "Constraint")?.["contype"] === "CONSTR_FOREIGN" || /Trig/.test(subtype);
  const below = lockAll(family, weak ? "SHARE ROW EXCLUSIVE" : "ACCESS EXCLUSIVE");
  switch (subtype) {
    case "AT_AttachPartition":
    case "AT_DetachPartition": {
      const concurrent = asNode(command["def"], "PartitionCmd")?.["concurrent"] === true;
      return concurrent ? [] : exclusively([defaultPartition(catalog, table)]);
    }
    case "AT_DropColumn":
      return [...below, ...referencesOf(table, ({ columns }) => columns.includes(name))];
    case "AT_DropConstraint":
      return [...below, ...referencesOf(table, (constraint) => constraint.name === name)];
    case "AT_ValidateConstraint":
      return referencesOf(table, (constraint) => constraint.name === name).map((lock) => ({
        ...lock,
        mode: "ROW SHARE",
      }));
    case "AT_AlterConstraint": {
      const change = asNode(command["def"], "ATAlterConstraint");
      if (change?.["alterEnforceability"] !== true) return below;
      const mode = change["is_enforced"] === true ? "SHARE ROW EXCLUSIVE" : "ACCESS EXCLUSIVE";
      const locks = referencesOf(table, ({ name: each }) => each === change["conname"]);
      return locks.map((lock) => ({ ...lock, mode }));
    }
    default:
      return below;
  }
}
