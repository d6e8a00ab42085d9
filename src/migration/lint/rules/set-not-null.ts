import { quoteIdentifier } from "../../../sql/quote.ts";
import type { LintRule } from "../rule.ts";
import { alterCommands } from "./facts/alter-table.ts";
import { changesOf } from "./facts/changes.ts";
import { heavyFinding, heavyStatements } from "./facts/heavy.ts";
import { code } from "./facts/names.ts";
import { notNull, provedBefore, script } from "./facts/online.ts";

export const setNotNull: LintRule = {
  id: "set-not-null",
  title: "NOT NULL that reads the table",
  condition: "A column becomes NOT NULL, and no valid CHECK proves that it holds no NULL.",
  effect: "Postgres reads the whole table while nobody reads or writes it.",
  workaround: "Have NOT NULL proved first: NOT VALID, then VALIDATE.",
  *check(set) {
    for (const heavy of heavyStatements(set)) {
      const { at } = heavy;
      const drops = alterCommands(at, "AT_DropConstraint").length > 0;
      for (const { name, before, required, constraints } of changesOf(at).altered) {
        const key = constraints.find(({ kind }) => kind === "primary key");
        for (const column of required) {
          if (key?.columns.includes(column.name)) continue;
          if (drops && provedBefore(at, name, column.name)) continue;
          const old = before.columns.find((candidate) => candidate.name === column.name);
          const pending = old?.notNull?.name ?? undefined;
          yield heavyFinding(set, heavy, {
            object: `${name}.${quoteIdentifier(column.name)}`,
            because: `${code(column.name)} becomes NOT NULL, and nothing proves yet that it holds no NULL.`,
            instead:
              set.postgres >= 18
                ? "Add the NOT NULL as NOT VALID and VALIDATE it, which blocks nobody."
                : "Add CHECK (... IS NOT NULL) NOT VALID and VALIDATE it, which blocks nobody; SET NOT NULL then reads nothing.",
            fix: script(
              ...(pending === undefined
                ? notNull(name, column.name, set.postgres)
                : [`ALTER TABLE ${name} VALIDATE CONSTRAINT ${quoteIdentifier(pending)}`]),
            ),
          });
        }
      }
    }
  },
};
