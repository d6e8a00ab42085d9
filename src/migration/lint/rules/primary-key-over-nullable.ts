import { quoteIdentifier } from "../../../sql/quote.ts";
import type { LintRule } from "../rule.ts";
import { indexesTaken } from "./facts/alter-table.ts";
import { changesOf } from "./facts/changes.ts";
import { heavyFinding, heavyStatements } from "./facts/heavy.ts";
import { code, listed } from "./facts/names.ts";
import { notNull, script } from "./facts/online.ts";

export const primaryKeyOverNullable: LintRule = {
  id: "primary-key-over-nullable",
  title: "PRIMARY KEY USING INDEX over columns that may be NULL",
  condition: "A primary key takes over an index whose columns are not NOT NULL yet.",
  effect:
    "The index is not built, but the whole table is read for NULLs while nobody reads or writes it.",
  workaround: "Make the columns NOT NULL online first.",
  *check(set) {
    for (const heavy of heavyStatements(set)) {
      const { at } = heavy;
      const [taken] = indexesTaken(at);
      if (taken === undefined) continue;
      for (const { name, constraints, required } of changesOf(at).altered)
        for (const { kind } of constraints) {
          if (kind !== "primary key" || required.length === 0) continue;
          yield heavyFinding(set, heavy, {
            object: `${name}.${quoteIdentifier(taken)}`,
            because: `The primary key is made of the index ${code(taken)}, but ${listed(required.map((column) => column.name))} may be NULL.`,
            instead: "Make it NOT NULL by NOT VALID and VALIDATE first; then nothing is read.",
            fix: script(
              ...required.flatMap((column) => notNull(name, column.name, set.postgres)),
              at.statement.text,
            ),
          });
        }
    }
  },
};
