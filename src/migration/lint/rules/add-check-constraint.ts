import { quoteIdentifier } from "../../../sql/quote.ts";
import type { LintRule } from "../rule.ts";
import { changesOf } from "./facts/changes.ts";
import { heavyFinding, heavyStatements } from "./facts/heavy.ts";
import { code } from "./facts/names.ts";
import { script, validatedLater } from "./facts/online.ts";

export const addCheckConstraint: LintRule = {
  id: "add-check-constraint",
  title: "CHECK that reads the table",
  condition: "A CHECK is added to columns that are in use, and validated at once.",
  effect: "Postgres reads the whole table while nobody reads or writes it.",
  workaround: "Add it NOT VALID, then VALIDATE it in a transaction of its own.",
  *check(set) {
    for (const heavy of heavyStatements(set))
      for (const { name, constraints, columns } of changesOf(heavy.at).altered) {
        const added = new Set(columns.map((column) => column.name));
        for (const constraint of constraints) {
          if (constraint.kind !== "check" || !constraint.validated || constraint.inherited)
            continue;
          if (constraint.columns.some((column) => added.has(column))) continue;
          yield heavyFinding(set, heavy, {
            object: `${name}.${quoteIdentifier(constraint.name)}`,
            because: `The new CHECK ${code(constraint.name)} is validated as it is added.`,
            instead:
              "Add it NOT VALID, and VALIDATE it in another transaction, which blocks nobody.",
            fix: script(...validatedLater(name, constraint)),
          });
        }
      }
  },
};
