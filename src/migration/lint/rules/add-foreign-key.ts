import { quoteIdentifier } from "../../../sql/quote.ts";
import type { LintRule } from "../rule.ts";
import { changesOf } from "./facts/changes.ts";
import { heavyFinding, heavyStatements } from "./facts/heavy.ts";
import { code, nameOf } from "./facts/names.ts";
import { script, validatedLater } from "./facts/online.ts";

export const addForeignKey: LintRule = {
  id: "add-foreign-key",
  title: "FOREIGN KEY that reads both tables",
  condition: "A foreign key is added to rows that are there, and validated at once.",
  effect: "Postgres joins both tables while nobody writes to either.",
  workaround: "Add it NOT VALID, then VALIDATE it in a transaction of its own.",
  *check(set) {
    for (const heavy of heavyStatements(set))
      for (const { name, constraints, columns, before, after } of changesOf(heavy.at).altered)
        for (const constraint of constraints) {
          const { kind, validated, references } = constraint;
          if (kind !== "foreign key" || !validated || references === null) continue;
          if (before.constraints.some((old) => old.name === constraint.name && !old.enforced))
            continue;
          const fresh = constraint.columns.some((column) =>
            columns.some((added) => added.name === column),
          );
          const online = !fresh && (after.partitionKey === null || set.postgres >= 18);
          yield heavyFinding(set, heavy, {
            object: `${name}.${quoteIdentifier(constraint.name)}`,
            because: `The foreign key ${code(constraint.name)} to ${code(nameOf(references.table))} is validated as it is added.`,
            instead: fresh
              ? "Add the column without default and reference, fill it in batches, add the foreign key NOT VALID, and VALIDATE it in another transaction."
              : "Add it NOT VALID, and VALIDATE it in another transaction, which blocks nobody.",
            fix: online ? script(...validatedLater(name, constraint)) : undefined,
          });
        }
  },
};
