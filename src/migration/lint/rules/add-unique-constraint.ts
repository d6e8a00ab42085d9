import { quoteIdentifier } from "../../../sql/quote.ts";
import type { LintRule } from "../rule.ts";
import { changesOf } from "./facts/changes.ts";
import { heavyFinding, heavyStatements } from "./facts/heavy.ts";
import { code } from "./facts/names.ts";
import { keyUsingIndex, script } from "./facts/online.ts";

export const addUniqueConstraint: LintRule = {
  id: "add-unique-constraint",
  title: "UNIQUE that builds its index under the lock",
  condition: "A UNIQUE constraint is added to a table that is in use.",
  effect: "Its index is built while nobody reads or writes the table.",
  workaround: "Create the unique index CONCURRENTLY, then ADD CONSTRAINT ... UNIQUE USING INDEX.",
  *check(set) {
    for (const heavy of heavyStatements(set))
      for (const { name, constraints, columns, after } of changesOf(heavy.at).altered)
        for (const constraint of constraints) {
          if (constraint.kind !== "unique" || constraint.inherited) continue;
          const alone = columns.length === 0 ? keyUsingIndex(after, constraint) : undefined;
          yield heavyFinding(set, heavy, {
            object: `${name}.${quoteIdentifier(constraint.name)}`,
            because: `The index behind the new constraint ${code(constraint.name)} is built in the ALTER TABLE.`,
            instead:
              "Create the unique index CONCURRENTLY first; ADD CONSTRAINT ... UNIQUE USING INDEX then takes a moment.",
            fix: alone && script(...alone),
          });
        }
  },
};
