import { quoteIdentifier } from "../../../sql/quote.ts";
import type { LintRule } from "../rule.ts";
import { changesOf } from "./facts/changes.ts";
import { heavyFinding, heavyStatements } from "./facts/heavy.ts";
import { code } from "./facts/names.ts";

export const addSerialColumn: LintRule = {
  id: "add-serial-column",
  title: "New serial or identity column",
  condition: "A serial or identity column is added to a table that is in use.",
  effect:
    "Postgres numbers every row: it rewrites the table and its indexes, and nobody reads or writes it meanwhile.",
  workaround: "Add a plain column, give it a sequence as default, number old rows in batches.",
  *check(set) {
    for (const heavy of heavyStatements(set))
      for (const { name, columns } of changesOf(heavy.at).altered)
        for (const column of columns) {
          const serial = column.default?.startsWith("nextval(") === true;
          if (!serial && column.identity === null) continue;
          yield heavyFinding(set, heavy, {
            object: `${name}.${quoteIdentifier(column.name)}`,
            because: `The new column ${code(column.name)} gets a number from a sequence in each row that is there.`,
            instead:
              "Add the column as plain bigint, create a sequence OWNED BY it and set nextval() as default, number old rows in batches, then make it NOT NULL and an identity; plan_migration writes these steps.",
          });
        }
  },
};
