import { quoteIdentifier } from "../../../sql/quote.ts";
import type { LintRule } from "../rule.ts";
import { alterCommands } from "./facts/alter-table.ts";
import { heavyFinding, heavyStatements } from "./facts/heavy.ts";
import { code } from "./facts/names.ts";

export const changeGeneratedExpression: LintRule = {
  id: "change-generated-expression",
  title: "Another expression for a stored generated column",
  condition: "ALTER COLUMN ... SET EXPRESSION changes a stored generated column.",
  effect: "Postgres computes it anew for every row while nobody reads or writes the table.",
  workaround: "Add a new column for the new expression and let readers move over.",
  *check(set) {
    for (const heavy of heavyStatements(set))
      for (const { table, name } of alterCommands(heavy.at, "AT_SetExpression"))
        yield heavyFinding(set, heavy, {
          object: `${table}.${quoteIdentifier(name)}`,
          because: `The stored column ${code(name)} gets another expression.`,
          instead:
            set.postgres >= 18
              ? "Add a VIRTUAL column with the new expression, which costs nothing, and let readers move over."
              : "Add a plain column that a trigger keeps, fill it in batches, and let readers move over.",
        });
  },
};
