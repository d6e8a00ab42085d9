import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { Column } from "../../../postgres/catalog/model/column.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { lockModes, type Plan } from "../../../core/migration.ts";
import { qualified, quoteIdentifier } from "../../../sql/quote.ts";

/** A table that an application reads and writes by its key, and the statements with which it does. */
export interface BusyTable {
  readonly table: Table;
  /** Qualified and quoted. */
  readonly name: string;
  /** Unquoted. */
  readonly key: readonly string[];
  /** Columns that an INSERT gives, and those that an UPDATE changes. */
  readonly given: readonly Column[];
  readonly changed: readonly Column[];
  readonly insert: string;
  /** Undefined where there is nothing but keys. */
  readonly update: string | undefined;
  readonly remove: string;
  readonly select: string;
}

/** Undefined where no key tells the rows of the table apart. */
export function busyTable(table: Table): BusyTable | undefined {
  const key = keyOf(table);
  const names = new Set(table.columns.map(({ name }) => name));
  if (key === undefined || !key.every((name) => names.has(name))) return undefined;
  const name = qualified(table.schema, table.name);
  const written = table.columns.filter(({ generated }) => generated === null);
  const given = written.filter((column) => !isCounted(column));
  const fixed = new Set([
    ...table.indexes
      .filter(({ unique }) => unique)
      .flatMap(({ keys }) => keys.map(({ column }) => column)),
    ...table.constraints
      .filter(({ kind }) => kind === "exclusion")
      .flatMap(({ columns }) => columns),
  ]);
  const changed = given.filter(
    (column) => !fixed.has(column.name) && !isPartitioning(table, column),
  );
  const where = (from: number): string =>
    key.map((column, at) => `${quoteIdentifier(column)} = $${from + at}`).join(" and ");
  const list = given.map((column) => quoteIdentifier(column.name));
  const keys = key.map((column, at) => `${quoteIdentifier(column)}::text as k${at}`).join(", ");
  const values = given.map((_, at) => `$${at + 1}`);
  const sets = changed.map((column, at) => `${quoteIdentifier(column.name)} = $${at + 1}`);
  return {
    table,
    name,
    key,
    given,
    changed,
    insert:
      list.length === 0
        ? `insert into ${name} default values returning ${keys}`
        : `insert into ${name} (${list.join(", ")}) values (${values.join(", ")}) returning ${keys}`,
    update:
      sets.length === 0
        ? undefined
        : `update ${name} set ${sets.join(", ")} where ${where(sets.length + 1)}`,
    remove: `delete from ${name} where ${where(1)}`,
    select: `select ${table.columns.map((column) => quoteIdentifier(column.name)).join(", ")} from ${name} where ${where(1)}`,
  };
}

const isCounted = ({ identity, default: value }: Column): boolean =>
  identity !== null || /\bnextval\(/.test(value ?? "");

const isPartitioning = ({ partitionKey }: Table, { name }: Column): boolean =>
  partitionKey?.includes(name) === true;

/** The primary key, or unique columns that are never NULL. */
function keyOf({ indexes, constraints, columns }: Table): readonly string[] | undefined {
  const primary = constraints.find(({ kind }) => kind === "primary key");
  if (primary !== undefined) return primary.columns;
  const required = new Set(
    columns.filter(({ notNull }) => notNull !== null).map(({ name }) => name),
  );
  for (const { unique, predicate, keys, valid } of indexes) {
    if (!unique || predicate !== null || !valid) continue;
    const names = keys.map(({ column }) => column ?? "");
    if (names.every((name) => required.has(name))) return names;
  }
  return undefined;
}

/** Tables that the plan writes to or locks so that others may notice, of partitions the whole; qualified names. */
export function touchedTables({ phases }: Plan, { tables }: Catalog): Set<string> {
  const parents = new Map(
    tables.flatMap(({ schema, name, partitionBound, inherits: [parent] }) =>
      partitionBound === null || parent === undefined
        ? []
        : [[qualified(schema, name), qualified(parent.schema, parent.name)] as const],
    ),
  );
  const names = phases.flatMap(({ steps }) =>
    steps.flatMap(({ locks, batch }) => [
      ...locks
        .filter(({ mode }) => lockModes.indexOf(mode) >= lockModes.indexOf("ROW EXCLUSIVE"))
        .map(({ relation }) => relation),
      ...(batch === undefined ? [] : [batch.table]),
    ]),
  );
  const root = (name: string): string => {
    const parent = parents.get(name);
    return parent === undefined ? name : root(parent);
  };
  return new Set(names.map(root));
}
