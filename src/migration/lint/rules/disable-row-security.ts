import type { LintRule } from "../rule.ts";
import { alterCommands } from "./facts/alter-table.ts";
import { code, tableOf } from "./facts/names.ts";
import { final, inUse } from "./facts/set.ts";

export const disableRowSecurity: LintRule = {
  id: "disable-row-security",
  title: "Row-level security switched off",
  condition: "Row-level security of a table that is in use is disabled, or its owner exempted.",
  effect: "Whoever may select from the table sees the rows of everybody.",
  workaround: "Change the policies instead, in one transaction.",
  *check(set) {
    const last = final(set);
    for (const at of set.statements)
      for (const { table, type } of alterCommands(
        at,
        "AT_DisableRowSecurity",
        "AT_NoForceRowSecurity",
      )) {
        if (!inUse(set, at, table)) continue;
        const state = last && tableOf(last, table)?.rowSecurity;
        const before = tableOf(at.before, table)?.rowSecurity;
        const key = type === "AT_DisableRowSecurity" ? "enabled" : "forced";
        if (before?.[key] !== true || state?.[key] === true) continue;
        yield {
          level: "error",
          at,
          object: table,
          message: `Row-level security of ${code(table)} is ${key === "enabled" ? "switched off: its policies stay and mean nothing, and every role with SELECT reads all rows" : "no longer forced: the owner, whom applications often connect as, reads all rows"}. Change the policies instead, in one transaction.`,
          evidence: "rule",
        };
      }
  },
};
