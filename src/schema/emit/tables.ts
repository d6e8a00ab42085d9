import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { Constraint } from "../../postgres/catalog/model/constraint.ts";
import type { Table } from "../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import type { Item } from "../item.ts";
import { rank } from "../item.ts";
import { keyOf } from "../key.ts";
import type { Key } from "../key.ts";
import { nameOf } from "../text.ts";
import { constraintItem } from "./constraints.ts";
import { indexItems } from "./indexes.ts";
import { attachments, deviations, inheritsFromStart } from "./inheritance.ts";
import type { TableByName } from "./inheritance.ts";
import { unloggedLater } from "./sequences.ts";
import { createTable } from "./table.ts";
import type { Shape } from "./table.ts";

export function tableItems(catalog: Catalog): Item[] {
  const byName = new Map(catalog.tables.map((table) => [nameOf(table), table]));
  const partitions = partitionsByParent(catalog.tables);
  const later = unloggedLater(catalog);
  const tableOf: TableByName = (name) => byName.get(nameOf(name));
  const heirs = heirsByParent(catalog.tables, tableOf);
  return catalog.tables.flatMap((table) =>
    itemsOf(
      table,
      tableOf,
      heirs.get(nameOf(table)) ?? [],
      partitions.get(nameOf(table)) ?? [],
      table.unlogged && later.has(nameOf(table)),
    ),
  );
}

function partitionsByParent(tables: readonly Table[]): Map<string, Table[]> {
  const partitions = new Map<string, Table[]>();
  for (const table of tables) {
    const [parent] = table.inherits;
    if (parent === undefined || table.partitionBound === null) continue;
    partitions.set(nameOf(parent), [...(partitions.get(nameOf(parent)) ?? []), table]);
  }
  return partitions;
}

/** Children that are made as such: a constraint that a parent has by then is theirs, and valid. */
function heirsByParent(tables: readonly Table[], tableOf: TableByName): Map<string, Table[]> {
  const heirs = new Map<string, Table[]>();
  for (const table of tables)
    if (inheritsFromStart(table, tableOf))
      for (const parent of table.inherits)
        heirs.set(nameOf(parent), [...(heirs.get(nameOf(parent)) ?? []), table]);
  return heirs;
}

function itemsOf(
  table: Table,
  tableOf: TableByName,
  heirs: readonly Table[],
  partitions: readonly Table[],
  loggedFirst: boolean,
): Item[] {
  const fromStart = inheritsFromStart(table, tableOf);
  const inside = table.constraints.filter((constraint) => isInside(table, constraint, fromStart));
  const shape: Shape = { fromStart, constraints: inside, defaultsLater: false, loggedFirst };
  // Keys and indexes of a partitioned table wait for its partitions, which bring theirs along.
  const attached = partitions.map((partition) => keyOf("step", partition, "attach"));
  const outside = table.constraints.filter(
    (constraint) =>
      !inside.includes(constraint) && isPrinted(table, constraint, tableOf, fromStart),
  );
  const create = createTable(table, shape);
  return [
    {
      ...create,
      needs: [
        ...(create.needs ?? []),
        ...(fromStart ? [...inheritedChecks(table, tableOf), ...inheritedDefaults(table)] : []),
      ],
      split: () => apart(table, shape),
    },
    ...outside.map((constraint) =>
      constraint.kind === "check"
        ? checkItem(table, constraint, heirs)
        : constraintItem(table, constraint, attached),
    ),
    ...indexItems(table, attached),
    ...attachmentItem(table, tableOf, fromStart),
    ...(loggedFirst ? [unloggedItem(table)] : []),
  ];
}

/** A check comes before the partitions that bring theirs along; heirs whose check is not valid either get it with their parent. */
function checkItem(table: Table, constraint: Constraint, heirs: readonly Table[]): Item {
  const later = heirs.filter((heir) => named(heir, constraint)?.validated === false);
  const item = constraintItem(
    table,
    constraint,
    later.map((heir) => keyOf("relation", heir)),
  );
  if (later.length === 0) return item;
  const statements = item.statements.map((sql) => sql.replace("ALTER TABLE ONLY ", "ALTER TABLE "));
  return { ...item, statements };
}

/** Checks that parents have without having looked at their rows, and that are valid here, because the table began with them. */
function inheritedChecks(table: Table, tableOf: TableByName): Key[] {
  return table.inherits.flatMap((name) =>
    (tableOf(name)?.constraints ?? [])
      .filter(
        (one) => one.kind === "check" && !one.validated && named(table, one)?.validated === true,
      )
      .map((one) => keyOf("constraint", name, one.name)),
  );
}

/** A child takes over the defaults that its parents have by then. */
function inheritedDefaults(table: Table): Key[] {
  return table.columns
    .filter((column) => !column.local && column.default !== null)
    .flatMap(({ name }) => table.inherits.map((parent) => keyOf("default", parent, name)));
}

function named(table: Table, { name }: Constraint): Constraint | undefined {
  return table.constraints.find((constraint) => constraint.name === name);
}

function apart(table: Table, shape: Shape): Item[] {
  const defaults = table.columns.filter(
    (column) => column.default !== null && !(shape.fromStart && !column.local),
  );
  return [
    createTable(table, { ...shape, constraints: [], defaultsLater: true }),
    ...shape.constraints.map((constraint) => constraintItem(table, constraint)),
    ...defaults.map((column): Item => {
      const name = quoteIdentifier(column.name);
      return {
        key: keyOf("default", table, column.name),
        object: `default of ${nameOf(table)}.${name}`,
        rank: rank.default,
        needs: [keyOf("relation", table)],
        statements: [
          `ALTER TABLE ONLY ${nameOf(table)} ALTER COLUMN ${name} SET DEFAULT ${column.default}`,
        ],
      };
    }),
  ];
}

/** Whether CREATE TABLE has it: valid from the start and without an index that is part of another. */
function isInside(table: Table, constraint: Constraint, fromStart: boolean): boolean {
  const partitioning = table.kind === "partitioned table" || table.partitionBound !== null;
  if (constraint.kind === "foreign key") return false;
  if (constraint.kind !== "check") return !partitioning;
  if (fromStart && !constraint.local) return false;
  return constraint.validated || !constraint.enforced;
}

/** What comes from a parent without a word, because it has to be there before the table is attached or comes with that. */
function isPrinted(
  table: Table,
  constraint: Constraint,
  tableOf: TableByName,
  fromStart: boolean,
): boolean {
  if (constraint.local || !constraint.inherited) return true;
  if (constraint.kind === "check") return !fromStart;
  if (constraint.kind !== "foreign key") return true;
  const parents = table.inherits.flatMap((name) => tableOf(name)?.constraints ?? []);
  return !parents.some(({ name }) => name === constraint.name);
}

function unloggedItem(table: Table): Item {
  return {
    key: keyOf("step", table, "unlogged"),
    object: `table ${nameOf(table)}`,
    rank: rank.sequenceOwner + 1,
    needs: [keyOf("relation", table)],
    statements: [`ALTER TABLE ${nameOf(table)} SET UNLOGGED`],
  };
}

function attachmentItem(table: Table, tableOf: TableByName, fromStart: boolean): Item[] {
  const statements = [
    ...(fromStart ? deviations(table, tableOf) : []),
    ...attachments(table, fromStart),
  ];
  if (statements.length === 0) return [];
  return [
    {
      key: keyOf("step", table, "attach"),
      object: `table ${nameOf(table)}`,
      rank: rank.inheritance,
      needs: [
        keyOf("relation", table),
        ...table.inherits.map((parent) => keyOf("relation", parent)),
        ...[table, ...table.inherits.flatMap((parent) => tableOf(parent) ?? [])].flatMap(checkKeys),
      ],
      statements,
    },
  ];
}

function checkKeys(table: Table): Key[] {
  return table.constraints.flatMap((constraint) =>
    constraint.kind === "check" ? [keyOf("constraint", table, constraint.name)] : [],
  );
}
