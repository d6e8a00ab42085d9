import { qualified, quoteIdentifier } from "../../../sql/quote.ts";
import type { DesignedForeignKey, DesignedTable } from "../tables.ts";
import { btree } from "./candidate.ts";
import type { Candidate } from "./candidate.ts";

/** A foreign key whose rows have to be found when a row that it refers to is deleted, or gets another key. */
export interface Reference {
  readonly table: DesignedTable;
  readonly key: DesignedForeignKey;
}

export const referencesOf = (tables: readonly DesignedTable[]): Reference[] =>
  tables.flatMap((table) => table.foreignKeys.map((key) => ({ table, key })));

/** Whether an index of all rows with these columns finds the rows of a reference. */
const leads = ({ columns }: DesignedForeignKey, index: readonly string[]): boolean => {
  const first = index.slice(0, columns.length);
  return columns.every((column) => first.includes(column));
};

export const foreignKeysLed = (
  table: DesignedTable,
  columns: readonly string[],
): readonly DesignedForeignKey[] => table.foreignKeys.filter((key) => leads(key, columns));

/** Whether its primary key, a unique constraint or one of the indexes serves a reference. */
export const isServed = ({ table, key }: Reference, indexes: readonly Candidate[]): boolean =>
  keysOf(table).some((columns) => leads(key, columns)) ||
  indexes.some(
    (index) => index.table === table && index.where === null && leads(key, index.columns),
  );

const keysOf = ({ primaryKey, unique }: DesignedTable): readonly (readonly string[])[] => [
  primaryKey,
  ...unique.filter(({ where }) => where === null).map(({ columns }) => columns),
];

export function indexOf({ table, key }: Reference): Candidate {
  const keys = key.columns.flatMap(
    (name) => table.columns.find((column) => column.name === name) ?? [],
  );
  return btree(table, { keys: keys.map((column) => ({ column })), where: null });
}

/** What Postgres asks when a row is deleted that may be referred to (`ri_triggers.c`). */
export function checkOf({ table, key }: Reference): string {
  const conditions = key.columns.map((column, at) => `${quoteIdentifier(column)} = $${at + 1}`);
  return `select 1 from only ${qualified(table.schema, table.name)} x where ${conditions.join(" and ")} for key share of x`;
}
