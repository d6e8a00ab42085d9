import { quoteIdentifier } from "../../../sql/quote.ts";
import type { LintRule } from "../rule.ts";
import { changesOf } from "./facts/changes.ts";
import { heavyFinding, heavyStatements } from "./facts/heavy.ts";
import { code } from "./facts/names.ts";
import { script, validatedLater } from "./facts/online.ts";

export const enforceForeignKey: LintRule = {
  id: "enforce-foreign-key",
  title: "Foreign key made ENFORCED",
  condition: "ALTER CONSTRAINT ... ENFORCED switches a foreign key on.",
  effect: "Both tables are read at once, the referencing one while nobody reads or writes it.",
  workaround: "Drop the constraint, add it NOT VALID, VALIDATE it.",
  *check(set) {
    for (const heavy of heavyStatements(set))
      for (const { name, constraints, before } of changesOf(heavy.at).altered)
        for (const constraint of constraints) {
          const old = before.constraints.find((candidate) => candidate.name === constraint.name);
          if (old?.enforced !== false || !constraint.enforced) continue;
          const quoted = quoteIdentifier(constraint.name);
          yield heavyFinding(set, heavy, {
            object: `${name}.${quoted}`,
            because: `${code(constraint.name)} becomes ENFORCED, which validates every row at once.`,
            instead:
              "Drop it, add it again as NOT VALID, and VALIDATE it in another transaction, which blocks nobody.",
            fix: script(
              `ALTER TABLE ${name} DROP CONSTRAINT ${quoted}`,
              ...validatedLater(name, constraint),
            ),
          });
        }
  },
};
