import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { Constraint, Reference } from "../../../postgres/catalog/model/constraint.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { nameOf } from "../../engine/names.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";

export interface ForeignKey {
  readonly table: Table;
  readonly constraint: Constraint;
  readonly references: Reference;
  /** The table that it refers to. */
  readonly target: Table;
  /** For the findings' `about`. */
  readonly name: string;
}

/** Foreign keys as they were declared: those that partitions have of their parent are left out. */
export function foreignKeysOf({ tables }: Catalog): ForeignKey[] {
  const named = new Map(tables.map((table) => [nameOf(table), table]));
  return tables.flatMap((table) =>
    table.constraints.flatMap((constraint) => {
      const { references } = constraint;
      const target = references === null ? undefined : named.get(nameOf(references.table));
      if (references === null || target === undefined) return [];
      if (constraint.inherited && table.partitionBound !== null) return [];
      return [{ table, constraint, references, target, name: constraint.name }];
    }),
  );
}

/** Adds it as it was declared. */
export const declaration = ({ table, constraint }: ForeignKey): string =>
  `ALTER TABLE ${nameOf(table)} ADD CONSTRAINT ${quoteIdentifier(constraint.name)} ${constraint.definition};`;
