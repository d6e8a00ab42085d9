import { quoteIdentifier } from "../../../sql/quote.ts";
import type { LintRule } from "../rule.ts";
import { changesOf } from "./facts/changes.ts";
import { heavyFinding, heavyStatements } from "./facts/heavy.ts";
import { code } from "./facts/names.ts";
import { script, validatedLater } from "./facts/online.ts";

export const addColumnCheck: LintRule = {
  id: "add-column-check",
  title: "New column with a CHECK",
  condition: "A column is added together with a CHECK on it.",
  effect:
    "The column itself costs nothing, but its CHECK makes Postgres read the whole table under the lock.",
  workaround: "Add the column first, then the CHECK as NOT VALID, then VALIDATE it.",
  *check(set) {
    for (const heavy of heavyStatements(set))
      for (const { name, constraints, columns } of changesOf(heavy.at).altered)
        for (const constraint of constraints) {
          if (constraint.kind !== "check" || !constraint.validated) continue;
          const column = columns.find((candidate) => constraint.columns.includes(candidate.name));
          if (column === undefined) continue;
          const plain = column.default === null && column.notNull === null;
          yield heavyFinding(set, heavy, {
            object: `${name}.${quoteIdentifier(column.name)}`,
            because: `The new column ${code(column.name)} comes with the CHECK ${code(constraint.name)}.`,
            instead:
              "Add the column without it, then the CHECK as NOT VALID, and VALIDATE it in another transaction, which blocks nobody.",
            fix:
              plain && columns.length === 1
                ? script(
                    `ALTER TABLE ${name} ADD COLUMN ${quoteIdentifier(column.name)} ${column.type}`,
                    ...validatedLater(name, constraint),
                  )
                : undefined,
          });
        }
  },
};
