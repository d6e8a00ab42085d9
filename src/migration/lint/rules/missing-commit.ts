import type { LintRule } from "../rule.ts";
import { controls } from "./facts/transactions.ts";

export const missingCommit: LintRule = {
  id: "missing-commit",
  title: "Transaction that is never committed",
  condition: "A file opens a transaction and ends without COMMIT.",
  effect: "When the connection closes, everything is rolled back; until then its locks are held.",
  workaround: "Write COMMIT at the end.",
  *check(set) {
    for (const file of set.files.filter(({ wrapped }) => wrapped !== true)) {
      const last = controls(file).at(-1);
      if (last?.control !== "begin") continue;
      yield {
        level: "error",
        at: last.at,
        object: file.path,
        message:
          "The transaction that begins here is never committed: its locks are held until the connection closes, and then everything is rolled back. Write COMMIT at the end of the file.",
        evidence: "rule",
      };
    }
  },
};
