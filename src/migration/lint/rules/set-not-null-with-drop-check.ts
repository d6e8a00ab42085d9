import { quoteIdentifier } from "../../../sql/quote.ts";
import type { LintRule } from "../rule.ts";
import { alterCommands } from "./facts/alter-table.ts";
import { changesOf } from "./facts/changes.ts";
import { heavyFinding, heavyStatements } from "./facts/heavy.ts";
import { code } from "./facts/names.ts";
import { provingChecks, script } from "./facts/online.ts";

export const setNotNullWithDropCheck: LintRule = {
  id: "set-not-null-with-drop-check",
  title: "SET NOT NULL beside the drop of the CHECK that proves it",
  condition:
    "One ALTER TABLE makes a column NOT NULL and drops the CHECK that would have proved it.",
  effect:
    "Drops are carried out first: the proof is gone, and the whole table is read under the lock.",
  workaround: "Write two statements: SET NOT NULL, then DROP CONSTRAINT.",
  *check(set) {
    for (const heavy of heavyStatements(set)) {
      const { at } = heavy;
      const dropped = alterCommands(at, "AT_DropConstraint").map(({ name }) => name);
      for (const { name, required } of changesOf(at).altered)
        for (const column of required)
          for (const check of provingChecks(at, name, column.name)) {
            if (!dropped.includes(check.name)) continue;
            yield heavyFinding(set, heavy, {
              object: `${name}.${quoteIdentifier(column.name)}`,
              because: `One statement makes ${code(column.name)} NOT NULL and drops ${code(check.name)}, which proved it; the drop comes first.`,
              instead:
                "Write two statements, SET NOT NULL before DROP CONSTRAINT: then nothing is read.",
              fix: script(
                `ALTER TABLE ${name} ALTER COLUMN ${quoteIdentifier(column.name)} SET NOT NULL`,
                `ALTER TABLE ${name} DROP CONSTRAINT ${quoteIdentifier(check.name)}`,
              ),
            });
          }
    }
  },
};
