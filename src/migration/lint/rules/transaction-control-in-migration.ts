import type { LintRule } from "../rule.ts";
import { controls } from "./facts/transactions.ts";

export const transactionControlInMigration: LintRule = {
  id: "transaction-control-in-migration",
  title: "BEGIN or COMMIT where the tool has a transaction open",
  condition: "A file holds BEGIN, COMMIT or ROLLBACK, and its tool runs it in a transaction.",
  effect:
    "COMMIT ends the tool's transaction: what follows runs without one, and a failure leaves half a migration without an entry in the ledger.",
  workaround: "Leave transactions to the tool, or tell it to open none for this file.",
  *check(set) {
    if (set.framework === "drizzle") return;
    for (const file of set.files.filter(({ wrapped }) => wrapped === true)) {
      const [first] = controls(file);
      if (first === undefined) continue;
      yield {
        level: "error",
        at: first.at,
        object: file.path,
        message: `${set.framework ?? "The tool"} has a transaction open around this file: BEGIN in it does nothing, and COMMIT ends the tool's transaction, so that a failure after it leaves half a migration that the ledger does not know. Leave BEGIN and COMMIT out, or tell the tool to open no transaction for this file.`,
        evidence: "rule",
      };
    }
  },
};
