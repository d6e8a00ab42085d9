import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { Constraint } from "../../../postgres/catalog/model/constraint.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { constraintComments } from "../../../schema/emit/constraints.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { printed, sameIn } from "../alteration.ts";
import { sameName } from "./replacement.ts";
import type { TableReplacement } from "./replacement.ts";
import { withoutState } from "./twins.ts";

/** A foreign key that begins or ends in a replaced column. */
export interface ForeignKey {
  /** The table that refers. */
  readonly table: Table;
  readonly old: Constraint | undefined;
  /** Undefined where it is not wanted any more. */
  readonly target: Constraint | undefined;
}

export function foreignKeysOf(
  tables: readonly TableReplacement[],
  before: Catalog,
  after: Catalog,
): ForeignKey[] {
  return before.tables.flatMap((table) => {
    const target = sameIn(after.tables, table);
    const old = table.constraints.filter((item) => isTouched(table, item, tables));
    const wanted = (target?.constraints ?? []).filter((item) => isTouched(table, item, tables));
    const names = [...new Set([...old, ...wanted].map(({ name }) => name))];
    return names.map((name) => ({
      table,
      old: old.find((item) => item.name === name),
      target: wanted.find((item) => item.name === name),
    }));
  });
}

function isTouched(
  table: Table,
  { kind, local, columns, references }: Constraint,
  tables: readonly TableReplacement[],
): boolean {
  if (kind !== "foreign key" || !local || references === null) return false;
  const replaced = (of: { schema: string; name: string }): readonly string[] =>
    tables
      .filter((group) => sameName(group.table, of))
      .flatMap((group) => group.columns.map(({ column }) => column.name));
  return (
    columns.some((name) => replaced(table).includes(name)) ||
    references.columns.some((name) => replaced(references.table).includes(name))
  );
}

export const dropConstraint = (table: Table, { name }: Constraint): string =>
  `ALTER TABLE ${printed(table)} DROP CONSTRAINT ${quoteIdentifier(name)}`;

/** In force from now on, for rows that are written; those that are there are not looked at. */
export const addUnchecked = (table: Table, constraint: Constraint): string[] => [
  `ALTER TABLE ${printed(table)} ADD CONSTRAINT ${quoteIdentifier(constraint.name)} ${withoutState(constraint.definition)}` +
    (constraint.enforced ? " NOT VALID" : " NOT ENFORCED"),
  ...constraintComments(table, constraint),
];

export const validate = (table: Table, { name }: Constraint): string =>
  `ALTER TABLE ${printed(table)} VALIDATE CONSTRAINT ${quoteIdentifier(name)}`;

/** Whether there is anything to validate. */
export const isValidated = (constraint: Constraint | undefined): constraint is Constraint =>
  constraint !== undefined && constraint.validated && constraint.enforced;
