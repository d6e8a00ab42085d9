import { quoteIdentifier } from "../../../sql/quote.ts";
import type { LintRule } from "../rule.ts";
import { changesOf } from "./facts/changes.ts";
import { heavyFinding, heavyStatements, rewritten } from "./facts/heavy.ts";
import { code } from "./facts/names.ts";
import { notNull, script } from "./facts/online.ts";

export const addGeneratedColumn: LintRule = {
  id: "add-generated-column",
  title: "New generated column that is computed at once",
  condition:
    "A stored generated column, or a virtual one that is NOT NULL, is added to a table that is in use.",
  effect: "Its expression is computed for every row while nobody reads or writes the table.",
  workaround:
    "Make it virtual from Postgres 18 on, or a plain column with a trigger that is filled in batches.",
  *check(set) {
    for (const heavy of heavyStatements(set))
      for (const { name, columns } of changesOf(heavy.at).altered)
        for (const column of columns) {
          if (column.generated === null) continue;
          const { kind, expression } = column.generated;
          if (kind === "stored" && !rewritten(heavy.works, name)) continue;
          const quoted = quoteIdentifier(column.name);
          const virtual = `ALTER TABLE ${name} ADD COLUMN ${quoted} ${column.type} GENERATED ALWAYS AS (${expression}) VIRTUAL`;
          const online =
            set.postgres >= 18
              ? script(virtual, ...(column.notNull ? notNull(name, column.name, set.postgres) : []))
              : undefined;
          yield heavyFinding(set, heavy, {
            object: `${name}.${quoted}`,
            because: `The new column ${code(column.name)} is computed for each row that is there.`,
            instead:
              online === undefined
                ? "Add a plain column, keep it by a trigger BEFORE INSERT OR UPDATE, and fill old rows in batches."
                : "A VIRTUAL column is computed when it is read; where it must be stored, use a plain column with a trigger and fill old rows in batches.",
            fix: online,
          });
        }
  },
};
