import { quoteIdentifier } from "../../../sql/quote.ts";
import type { LintRule } from "../rule.ts";
import { changesOf } from "./facts/changes.ts";
import { heavyFinding, heavyStatements } from "./facts/heavy.ts";
import { code } from "./facts/names.ts";

export const changeTypeOfIndexedColumn: LintRule = {
  id: "change-type-of-indexed-column",
  title: "Change of a type or collation that rebuilds indexes",
  condition:
    "A column keeps its stored values, but its type or collation changes the order of its indexes.",
  effect: "All its indexes are built anew while nobody reads or writes the table.",
  workaround: "Drop the indexes CONCURRENTLY, change the column, create them CONCURRENTLY.",
  *check(set) {
    for (const heavy of heavyStatements(set)) {
      const { at, works } = heavy;
      if (!works.some(({ does }) => does === "builds")) continue;
      for (const { name, retyped, before } of changesOf(at).altered)
        for (const { after } of retyped) {
          const indexes = before.indexes.filter(({ keys }) =>
            keys.some(({ column }) => column === after.name),
          );
          yield heavyFinding(set, heavy, {
            object: `${name}.${quoteIdentifier(after.name)}`,
            because: `The type or collation of ${code(after.name)} changes, and with it the order of ${indexes.map((index) => code(index.name)).join(", ")}.`,
            instead:
              "Create indexes for the new order on a new column, or where queries can do without for a while, drop them CONCURRENTLY, change the column, and create them CONCURRENTLY.",
          });
        }
    }
  },
};
