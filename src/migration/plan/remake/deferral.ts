import type { ObjectName } from "../../../postgres/catalog/model/common.ts";
import type { Constraint } from "../../../postgres/catalog/model/constraint.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { printed } from "../alteration.ts";
import { sameName } from "../replace/replacement.ts";

/*
 * A table whose rows refer to others of it takes them in any order within one statement. Carried over row by row, they are looked at row
 * by row, unless that is put off to the end of the transaction.
 */

export const refersTo = ({ kind, references }: Constraint, table: ObjectName): boolean =>
  kind === "foreign key" && references !== null && sameName(references.table, table);

/** The same key, looked at when a transaction ends. */
export function deferred(key: Constraint): Constraint {
  const definition = key.definition
    .replace(/ DEFERRABLE( INITIALLY DEFERRED)?/, "")
    .replace(/( NOT VALID| NOT ENFORCED)?$/, (state) => ` DEFERRABLE INITIALLY DEFERRED${state}`);
  return { ...key, definition, deferrable: true, initiallyDeferred: true };
}

/** Changes when a key of a table is looked at; it takes no look at the rows. */
export function alterDeferral(
  table: ObjectName,
  { name }: Pick<Constraint, "name">,
  { deferrable, initiallyDeferred }: Pick<Constraint, "deferrable" | "initiallyDeferred">,
): string {
  const how = deferrable
    ? `DEFERRABLE INITIALLY ${initiallyDeferred ? "DEFERRED" : "IMMEDIATE"}`
    : "NOT DEFERRABLE";
  return `ALTER TABLE ${printed(table)} ALTER CONSTRAINT ${quoteIdentifier(name)} ${how}`;
}
