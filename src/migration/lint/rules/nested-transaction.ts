import type { LintRule } from "../rule.ts";
import { controls } from "./facts/transactions.ts";

export const nestedTransaction: LintRule = {
  id: "nested-transaction",
  title: "BEGIN within a transaction, COMMIT without one",
  condition: "BEGIN stands where a BEGIN is open already, or COMMIT where none is.",
  effect:
    "Postgres warns and does nothing: the inner COMMIT ends the outer transaction, and what follows runs without.",
  workaround: "One BEGIN and one COMMIT; SAVEPOINT where a part may fail.",
  *check(set) {
    for (const file of set.files.filter(({ wrapped }) => wrapped !== true))
      for (const { at, control, open } of controls(file)) {
        if ((control === "begin") !== open) continue;
        yield {
          level: "warning",
          at,
          object: file.path,
          message: open
            ? "BEGIN stands within a transaction that is open already: it does nothing, the next COMMIT ends the outer transaction, and what follows runs without one. Leave it out, or use SAVEPOINT."
            : `${control === "commit" ? "COMMIT" : "ROLLBACK"} stands where no transaction is open: it does nothing, and the statements before it were each committed by themselves. Write BEGIN before them, or leave it out.`,
          evidence: "rule",
        };
      }
  },
};
