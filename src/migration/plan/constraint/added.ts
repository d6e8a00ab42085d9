import type { Constraint } from "../../../postgres/catalog/model/constraint.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { asNode } from "../../../sql/walk.ts";
import { findTable, printed, sameIn } from "../alteration.ts";
import type { Change, Surroundings } from "../recipe.ts";

/** A constraint that a change puts on a table which was there. */
export interface Added {
  /** As it was before the change. */
  readonly table: Table;
  /** As it is with the constraint. */
  readonly result: Table;
  readonly constraint: Constraint;
}

/** Those of an ALTER TABLE; not what its partitions get with it. */
export function addedConstraints(change: Change, surroundings: Surroundings): Added[] {
  const fields = asNode(change.statement.node, "AlterTableStmt");
  const table = findTable(change.before, fields?.["relation"], surroundings.searchPath);
  if (table === undefined || surroundings.isNew(printed(table))) return [];
  const result = sameIn(change.after.tables, table);
  if (result === undefined) return [];
  const names = new Set(table.constraints.map(({ name }) => name));
  return result.constraints
    .filter(({ name, local }) => local && !names.has(name))
    .map((constraint) => ({ table, result, constraint }));
}
