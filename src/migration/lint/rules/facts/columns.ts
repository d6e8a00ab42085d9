import type { LintFinding, LintRule, LintedSet } from "../../rule.ts";
import { quoteIdentifier } from "../../../../sql/quote.ts";
import { newColumns, type NewColumn } from "./changes.ts";

/** A rule that looks at each new column; those of one statement and one message are one finding each. */
export function columnRule(
  texts: Omit<LintRule, "check">,
  look: (
    column: NewColumn,
    set: LintedSet,
  ) =>
    | { readonly message: string; readonly level: LintFinding["level"]; readonly fix?: string }
    | undefined,
): LintRule {
  return {
    ...texts,
    *check(set) {
      for (const at of set.statements)
        for (const made of newColumns(at)) {
          const seen = look(made, set);
          if (seen === undefined) continue;
          yield {
            at,
            object: `${made.table}.${quoteIdentifier(made.column.name)}`,
            evidence: "rule",
            ...seen,
          };
        }
    },
  };
}

/** To be written after the table was made, while nobody uses it. */
export const retype = ({ table, column }: NewColumn, type: string, using = ""): string =>
  `ALTER TABLE ${table} ALTER COLUMN ${quoteIdentifier(column.name)} TYPE ${type}${using}`;
