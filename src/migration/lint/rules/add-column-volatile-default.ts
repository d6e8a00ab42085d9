import { quoteIdentifier } from "../../../sql/quote.ts";
import type { Column } from "../../../postgres/catalog/model/column.ts";
import type { LintRule } from "../rule.ts";
import { changesOf } from "./facts/changes.ts";
import { heavyFinding, heavyStatements } from "./facts/heavy.ts";
import { code } from "./facts/names.ts";
import { fillDefault, notNull, script } from "./facts/online.ts";
import { isConstrainedDomain } from "./facts/types.ts";

export const addColumnVolatileDefault: LintRule = {
  id: "add-column-volatile-default",
  title: "New column with a volatile default",
  condition: "A column is added whose default has another value in each row.",
  effect:
    "Postgres rewrites the table and all its indexes, and nobody reads or writes it meanwhile.",
  workaround: "Add the column without a default, set the default, fill old rows in batches.",
  *check(set) {
    for (const heavy of heavyStatements(set))
      for (const { name, columns } of changesOf(heavy.at).altered) {
        if (!heavy.works.some(({ does }) => does === "rewrites")) continue;
        for (const column of columns.filter((added) => isCalled(added))) {
          if (isConstrainedDomain(heavy.at.after, column.type)) continue;
          const quoted = quoteIdentifier(column.name);
          yield heavyFinding(set, heavy, {
            object: `${name}.${quoted}`,
            because: `The default of the new column ${code(column.name)} is computed for each row that is there.`,
            instead:
              "Add the column without a default, then set the default, then fill old rows in batches of a few thousand: repeat the UPDATE until it changes nothing.",
            fix: script(
              `ALTER TABLE ${name} ADD COLUMN ${quoted} ${column.type}`,
              `ALTER TABLE ${name} ALTER COLUMN ${quoted} SET DEFAULT ${column.default ?? "NULL"}`,
              fillDefault(name, column.name),
              ...(column.notNull === null ? [] : notNull(name, column.name, set.postgres)),
            ),
          });
        }
      }
  },
};

/** A constant and what is the same for the whole statement are stored once, whatever the size of the table. */
const isCalled = (column: Column): boolean =>
  column.default !== null &&
  column.default.includes("(") &&
  column.generated === null &&
  !column.default.startsWith("nextval(");
