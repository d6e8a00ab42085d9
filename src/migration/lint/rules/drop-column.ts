import { quoteIdentifier } from "../../../sql/quote.ts";
import type { LintRule } from "../rule.ts";
import { alterCommands } from "./facts/alter-table.ts";
import { code } from "./facts/names.ts";
import { knownColumn } from "./facts/set.ts";

export const dropColumn: LintRule = {
  id: "drop-column",
  title: "DROP COLUMN",
  condition: "A column that was there before the migrations is dropped.",
  effect:
    "Its values are lost, and the application that still runs fails on it, also by SELECT * into fixed fields.",
  workaround:
    "Deploy an application that does not read or write it, make it nullable, wait, then drop it.",
  *check(set) {
    for (const at of set.statements)
      for (const { table, name } of alterCommands(at, "AT_DropColumn")) {
        const column = knownColumn(set, at, table, name);
        if (column === undefined) continue;
        const required = column.notNull !== null && column.default === null;
        yield {
          level: "error",
          at,
          object: `${table}.${quoteIdentifier(name)}`,
          message: `${code(name)} of ${code(table)} is dropped with its values, which nothing but a backup brings back, and statements of the running application that name it fail. Deploy an application that ignores it first${required ? ", with NOT NULL dropped so that it may" : ""}, and drop it in a later migration.`,
          evidence: "rule",
        };
      }
  },
};
