import { quoteIdentifier } from "../../../sql/quote.ts";
import type { LintRule } from "../rule.ts";
import { alterCommands } from "./facts/alter-table.ts";
import { code } from "./facts/names.ts";
import { knownColumn } from "./facts/set.ts";

export const dropNotNull: LintRule = {
  id: "drop-not-null",
  title: "DROP NOT NULL",
  condition: "A column that held no NULL may hold some from then on.",
  effect:
    "Applications that read it without thinking of NULL fail, comparisons with it leave rows out, and NOT NULL comes back only by reading the table.",
  workaround: "Deploy an application that copes with NULL first.",
  *check(set) {
    for (const at of set.statements)
      for (const { table, name } of alterCommands(at, "AT_DropNotNull")) {
        const column = knownColumn(set, at, table, name);
        if (column === undefined || column.notNull === null) continue;
        yield {
          level: "warning",
          at,
          object: `${table}.${quoteIdentifier(name)}`,
          message: `${code(name)} of ${code(table)} may be NULL from now on: applications that read it without thinking of that fail, and \`<>\` and NOT IN leave such rows out. Deploy an application that copes with NULL first.`,
          evidence: "rule",
        };
      }
  },
};
