import { quoteIdentifier } from "../../../sql/quote.ts";
import type { LintRule } from "../rule.ts";
import { alterCommands, indexesTaken } from "./facts/alter-table.ts";
import { changesOf } from "./facts/changes.ts";
import { heavyFinding, heavyStatements } from "./facts/heavy.ts";
import { code } from "./facts/names.ts";
import { keyUsingIndex, notNull, script } from "./facts/online.ts";

export const addPrimaryKey: LintRule = {
  id: "add-primary-key",
  title: "PRIMARY KEY that builds its index under the lock",
  condition: "A primary key is added to a table that is in use.",
  effect:
    "Its index is built, and nullable columns are checked, while nobody reads or writes the table.",
  workaround:
    "Make the columns NOT NULL online, create the unique index CONCURRENTLY, then ADD PRIMARY KEY USING INDEX.",
  *check(set) {
    for (const heavy of heavyStatements(set)) {
      if (indexesTaken(heavy.at).length > 0) continue;
      for (const { name, constraints, columns, after, required } of changesOf(heavy.at).altered)
        for (const constraint of constraints) {
          if (constraint.kind !== "primary key" || constraint.inherited) continue;
          const alone =
            columns.length === 0 && alterCommands(heavy.at).length === 1
              ? keyUsingIndex(after, constraint)
              : undefined;
          yield heavyFinding(set, heavy, {
            object: `${name}.${quoteIdentifier(constraint.name)}`,
            because: `The index behind the primary key ${code(constraint.name)} is built in the ALTER TABLE.`,
            instead:
              "Make its columns NOT NULL by NOT VALID and VALIDATE, create the unique index CONCURRENTLY; ADD PRIMARY KEY USING INDEX then takes a moment.",
            fix:
              alone &&
              script(
                ...required.flatMap((column) => notNull(name, column.name, set.postgres)),
                ...alone,
              ),
          });
        }
    }
  },
};
