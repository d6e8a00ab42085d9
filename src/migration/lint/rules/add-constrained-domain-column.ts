import { quoteIdentifier } from "../../../sql/quote.ts";
import type { LintRule } from "../rule.ts";
import { changesOf } from "./facts/changes.ts";
import { heavyFinding, heavyStatements, rewritten } from "./facts/heavy.ts";
import { code } from "./facts/names.ts";
import { isConstrainedDomain } from "./facts/types.ts";

export const addConstrainedDomainColumn: LintRule = {
  id: "add-constrained-domain-column",
  title: "New column of a domain with constraints",
  condition: "A column is added whose type is a domain that has a CHECK or NOT NULL.",
  effect: "Postgres rewrites the table even where the column has no default.",
  workaround:
    "Give the column the domain's base type, and the check as a constraint of the table, NOT VALID first.",
  *check(set) {
    for (const heavy of heavyStatements(set))
      for (const { name, columns } of changesOf(heavy.at).altered)
        for (const column of columns) {
          if (!rewritten(heavy.works, name) || !isConstrainedDomain(heavy.at.after, column.type))
            continue;
          yield heavyFinding(set, heavy, {
            object: `${name}.${quoteIdentifier(column.name)}`,
            because: `The new column ${code(column.name)} has the type ${code(column.type)}, a domain with constraints, which are checked in each row that is there.`,
            instead:
              "Give the column the base type, and add the check to the table as NOT VALID, then VALIDATE it.",
          });
        }
  },
};
