import type { Table } from "../../../postgres/catalog/model/table.ts";
import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { printed } from "../alteration.ts";
import type { Piece } from "../recipe.ts";
import { sameName } from "../replace/replacement.ts";

/** The partition for rows that no other takes. */
export const defaultOf = ({ tables }: Catalog, parent: Table): Table | undefined =>
  tables.find(
    ({ inherits, partitionBound }) =>
      partitionBound === "DEFAULT" && inherits.some((other) => sameName(other, parent)),
  );

/** A check that is known to hold for all rows before anything is locked because of it. */
export function provenCheck(table: Table, name: string, condition: string, why: string): Piece[] {
  const [on, constraint] = [printed(table), quoteIdentifier(name)];
  return [
    {
      phase: "verify",
      purpose: `Check ${on}, ${why}.`,
      sql: `ALTER TABLE ${on} ADD CONSTRAINT ${constraint} CHECK (${condition}) NOT VALID`,
      rollback: `ALTER TABLE ${on} DROP CONSTRAINT IF EXISTS ${constraint}`,
    },
    {
      phase: "verify",
      purpose: `Look whether all rows of ${on} pass.`,
      sql: `ALTER TABLE ${on} VALIDATE CONSTRAINT ${constraint}`,
      rollback: null,
    },
  ];
}

/** And its end. */
export function withoutCheck(table: Table, name: string): string {
  return `ALTER TABLE ${printed(table)} DROP CONSTRAINT ${quoteIdentifier(name)}`;
}
