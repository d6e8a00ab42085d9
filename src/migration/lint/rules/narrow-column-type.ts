import { quoteIdentifier } from "../../../sql/quote.ts";
import type { LintRule } from "../rule.ts";
import { changesOf } from "./facts/changes.ts";
import { code } from "./facts/names.ts";
import { inUse } from "./facts/set.ts";
import { narrowing } from "./facts/narrowing.ts";

export const narrowColumnType: LintRule = {
  id: "narrow-column-type",
  title: "Type that holds less than before",
  condition: "A column changes to a type that cannot hold every value of the old one.",
  effect: "Values are rounded for good, or the migration fails at the first one that does not fit.",
  workaround:
    "Look for such values first; keep the old column until the new one has proved itself.",
  *check(set) {
    for (const at of set.statements)
      for (const { name, retyped } of changesOf(at).altered)
        for (const { before, after } of inUse(set, at, name) ? retyped : []) {
          const loss = narrowing(before.type, after.type);
          if (loss === undefined) continue;
          const values =
            loss === "rounds"
              ? "Values that need more are rounded, and nothing brings back what they were"
              : "The migration fails at the first value that does not fit, which a test database may not have";
          yield {
            level: loss === "rounds" ? "error" : "warning",
            at,
            object: `${name}.${quoteIdentifier(after.name)}`,
            message: `${code(after.name)} of ${code(name)} changes from ${code(before.type)} to ${code(after.type)}, which holds less. ${values}. Count such rows first, and keep the old column until the new one has proved itself.`,
            evidence: "rule",
          };
        }
  },
};
