import { quoteIdentifier } from "../../../sql/quote.ts";
import type { LintRule } from "../rule.ts";
import { code, nameOf, tableOf } from "./facts/names.ts";
import { newForeignKeys } from "./facts/foreign-keys.ts";
import { bare } from "./facts/types.ts";

export const foreignKeyTypeMismatch: LintRule = {
  id: "foreign-key-type-mismatch",
  title: "Foreign key between columns of different types",
  condition: "A new foreign key refers to a column of another type.",
  effect:
    "Each check casts, joins may miss the index, and a narrower column runs out before the key does.",
  workaround: "Give both columns the same type.",
  *check(set) {
    for (const { at, table, constraint, references } of newForeignKeys(set)) {
      const target = tableOf(at.after, nameOf(references.table));
      for (const [position, name] of constraint.columns.entries()) {
        const column = table.columns.find((one) => one.name === name);
        const other = target?.columns.find((one) => one.name === references.columns[position]);
        if (column === undefined || other === undefined || same(column.type, other.type)) continue;
        yield {
          level: "warning",
          at,
          object: `${nameOf(table)}.${quoteIdentifier(name)}`,
          message: `${code(name)} of ${code(nameOf(table))} is ${code(column.type)} and refers to ${code(other.name)} of ${code(nameOf(references.table))}, which is ${code(other.type)}: every check and join casts, and values of one may not fit the other. Give both the same type.`,
          evidence: "measured",
        };
      }
    }
  },
};

const same = (a: string, b: string): boolean => bare(a) === bare(b);
