import { quoteIdentifier } from "../../../sql/quote.ts";
import type { LintRule } from "../rule.ts";
import { changesOf } from "./facts/changes.ts";
import { heavyFinding, heavyStatements } from "./facts/heavy.ts";
import { code } from "./facts/names.ts";

export const changeColumnType: LintRule = {
  id: "change-column-type",
  title: "Change of a type that rewrites the table",
  condition:
    "The type of a column changes to one in which its values are stored or checked differently.",
  effect:
    "Postgres rewrites the table and all its indexes, and nobody reads or writes it meanwhile.",
  workaround: "Add a column of the new type, write both by a trigger, fill it in batches, switch.",
  *check(set) {
    for (const heavy of heavyStatements(set)) {
      if (!heavy.works.some(({ does }) => does === "rewrites")) continue;
      for (const { name, retyped } of changesOf(heavy.at).altered)
        for (const { before, after } of retyped)
          if (before.type !== after.type)
            yield heavyFinding(set, heavy, {
              object: `${name}.${quoteIdentifier(after.name)}`,
              because: `${code(after.name)} changes from ${code(before.type)} to ${code(after.type)}, which stores or checks each value anew.`,
              instead:
                "Add a column of the new type, keep both equal by a trigger, fill it in batches, and swap the names; plan_migration writes these steps.",
            });
    }
  },
};
