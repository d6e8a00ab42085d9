import { asNode, textOf } from "../../../sql/walk.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import type { LintRule } from "../rule.ts";
import { code } from "./facts/names.ts";

export const dropDatabase: LintRule = {
  id: "drop-database",
  title: "DROP DATABASE",
  condition: "A migration drops a database.",
  effect: "All its schemas and rows are lost, and a migration cannot be taken back.",
  workaround: "Leave databases to the tool that manages them, after a snapshot.",
  *check(set) {
    for (const at of set.statements) {
      const name = textOf(asNode(at.statement.node, "DropdbStmt")?.["dbname"]);
      if (name === "") continue;
      yield {
        level: "error",
        at,
        object: quoteIdentifier(name),
        message: `The database ${code(name)} is dropped with everything in it. Take it out of the migration; drop databases by hand or by manage_database, after a snapshot.`,
        evidence: "rule",
      };
    }
  },
};
