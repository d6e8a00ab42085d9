import { quoteIdentifier } from "../../../sql/quote.ts";
import type { LintRule } from "../rule.ts";
import { changesOf } from "./facts/changes.ts";
import { heavyFinding, heavyStatements } from "./facts/heavy.ts";
import { code } from "./facts/names.ts";

export const addExclusionConstraint: LintRule = {
  id: "add-exclusion-constraint",
  title: "EXCLUDE on a table that is in use",
  condition: "An exclusion constraint is added to a table that is in use.",
  effect:
    "Its index is built and every row is checked while nobody reads or writes the table; Postgres has no online way.",
  workaround:
    "Let a trigger refuse new conflicts until a quiet time, or copy into a new table that has it.",
  *check(set) {
    for (const heavy of heavyStatements(set))
      for (const { name, constraints } of changesOf(heavy.at).altered)
        for (const constraint of constraints) {
          if (constraint.kind !== "exclusion" || constraint.inherited) continue;
          yield heavyFinding(set, heavy, {
            object: `${name}.${quoteIdentifier(constraint.name)}`,
            because: `The index behind ${code(constraint.name)} is built in the ALTER TABLE, and each row is looked up in it.`,
            instead:
              "Postgres cannot add an exclusion constraint online: add it at a quiet time under a short lock_timeout, or make a new table with it and copy.",
          });
        }
  },
};
