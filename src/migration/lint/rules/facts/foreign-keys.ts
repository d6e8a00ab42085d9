import type { Constraint, Reference } from "../../../../postgres/catalog/model/constraint.ts";
import type { Table } from "../../../../postgres/catalog/model/table.ts";
import type { LintedSet, LintedStatement } from "../../rule.ts";
import { changesOf } from "./changes.ts";

export interface NewForeignKey {
  readonly at: LintedStatement;
  readonly table: Table;
  readonly constraint: Constraint;
  readonly references: Reference;
}

/** Foreign keys that the set makes, in new tables and in old ones; of partitions, those of the parent alone. */
export function newForeignKeys(set: LintedSet): NewForeignKey[] {
  return set.statements.flatMap((at) => {
    const { tables, altered } = changesOf(at);
    const made = [
      ...tables.map((table) => ({ table, constraints: table.constraints, known: [] as string[] })),
      ...altered.map(({ before, after, constraints }) => ({
        table: after,
        constraints,
        known: before.constraints.map(({ name }) => name),
      })),
    ];
    return made.flatMap(({ table, constraints, known }) =>
      constraints.flatMap((constraint) =>
        constraint.references === null || constraint.inherited || known.includes(constraint.name)
          ? []
          : [{ at, table, constraint, references: constraint.references }],
      ),
    );
  });
}
