import type { Column } from "../../postgres/catalog/model/column.ts";
import type { ObjectName } from "../../postgres/catalog/model/common.ts";
import type { Table } from "../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { nameOf } from "../text.ts";

export type TableByName = (name: ObjectName) => Table | undefined;

/**
 * Whether CREATE TABLE .. INHERITS yields the columns in their order: the parents' first, each name once, then its own. Where it
 * does not, the table came first and ALTER TABLE .. INHERIT later.
 */
export function inheritsFromStart(table: Table, tableOf: TableByName): boolean {
  if (table.inherits.length === 0 || table.partitionBound !== null) return false;
  const parents = table.inherits.map(tableOf);
  const inherited = parents.flatMap((parent) => parent?.columns.map(({ name }) => name) ?? []);
  const own = table.columns.filter(({ inherited: from }) => !from).map(({ name }) => name);
  const natural = [...new Set([...inherited, ...own])];
  const foreign = table.columns.some(({ local }) => !local);
  return foreign || natural.join("\n") === table.columns.map(({ name }) => name).join("\n");
}

/** What a column that is not declared here has other than its parent's. */
export function deviations(table: Table, tableOf: TableByName): string[] {
  const parents = table.inherits.flatMap((name) => tableOf(name) ?? []);
  return table.columns.flatMap((column) => {
    if (column.local) return [];
    const origins = parents.flatMap((parent) =>
      parent.columns.filter(({ name }) => name === column.name),
    );
    return deviation(table, column, origins);
  });
}

function deviation(table: Table, column: Column, origins: readonly Column[]): string[] {
  const alter = `ALTER TABLE ONLY ${nameOf(table)} ALTER COLUMN ${quoteIdentifier(column.name)}`;
  const same = origins.some((origin) => origin.default === column.default);
  const value = column.default === null ? "DROP DEFAULT" : `SET DEFAULT ${column.default}`;
  const strict = column.notNull !== null && origins.every((origin) => origin.notNull === null);
  return [...(same ? [] : [`${alter} ${value}`]), ...(strict ? [`${alter} SET NOT NULL`] : [])];
}

/** Becoming a partition, or a child of tables that came later. */
export function attachments(table: Table, fromStart: boolean): string[] {
  const name = nameOf(table);
  const [parent] = table.inherits;
  if (table.partitionBound !== null && parent !== undefined)
    return [`ALTER TABLE ONLY ${nameOf(parent)} ATTACH PARTITION ${name} ${table.partitionBound}`];
  if (fromStart) return [];
  const alter = table.kind === "foreign table" ? "ALTER FOREIGN TABLE" : "ALTER TABLE";
  return table.inherits.map((other) => `${alter} ${name} INHERIT ${nameOf(other)}`);
}
