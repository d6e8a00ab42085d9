import { quoteIdentifier } from "../../../sql/quote.ts";
import type { LintRule } from "../rule.ts";
import { code, listed, nameOf, tableOf } from "./facts/names.ts";
import { newForeignKeys } from "./facts/foreign-keys.ts";
import { final } from "./facts/set.ts";

export const foreignKeyWithoutIndex: LintRule = {
  id: "foreign-key-without-index",
  title: "Foreign key without an index",
  condition: "A new foreign key has no index that begins with its columns when the set ends.",
  effect:
    "Each delete or key update in the referenced table reads the whole referencing one, holding locks meanwhile.",
  workaround: "Create the index, CONCURRENTLY where the table is in use.",
  *check(set) {
    const last = final(set);
    for (const { at, table, constraint, references } of newForeignKeys(set)) {
      const name = nameOf(table);
      const end = last && tableOf(last, name);
      const indexed = end?.indexes.some(
        ({ keys, predicate, method }) =>
          predicate === null &&
          method !== "brin" &&
          constraint.columns.every((column) =>
            keys.slice(0, constraint.columns.length).some((key) => key.column === column),
          ),
      );
      if (end === undefined || indexed || table.partitionBound !== null) continue;
      const columns = constraint.columns.map(quoteIdentifier).join(", ");
      const how =
        set.isNew(name, at.number + 1) || end.partitionKey !== null ? "" : " CONCURRENTLY";
      yield {
        level: "warning",
        at,
        object: `${name}.${quoteIdentifier(constraint.name)}`,
        message: `No index of ${code(name)} begins with ${listed(constraint.columns)}: each delete or key update in ${code(nameOf(references.table))} reads the whole of ${code(name)} to look for referencing rows. Create an index.`,
        evidence: "measured",
        fix: `CREATE INDEX${how} ON ${name} (${columns})`,
      };
    }
  },
};
