import { asNode, textOf } from "../../../sql/walk.ts";
import type { LintRule, LintedSet, LintedStatement } from "../rule.ts";
import { alterCommands } from "./facts/alter-table.ts";
import { code } from "./facts/names.ts";
import { inUse } from "./facts/set.ts";

export const disableTriggers: LintRule = {
  id: "disable-triggers",
  title: "Triggers switched off",
  condition:
    "Triggers of a table that is in use are disabled, for everybody or by session_replication_role.",
  effect: "Rows that are written meanwhile miss what the triggers do, foreign keys among them.",
  workaround:
    "Let the triggers run, or let them skip the migration's own rows by a setting of the session.",
  *check(set) {
    for (const at of set.statements) {
      const role = asNode(at.statement.node, "VariableSetStmt");
      if (
        textOf(role?.["name"]) === "session_replication_role" &&
        /\b(replica|local)\b/i.test(at.statement.text)
      )
        yield {
          level: "warning",
          at,
          object: "session_replication_role",
          message:
            "session_replication_role switches off every trigger of this session, those of foreign keys too: what it writes is not checked, and never will be. Leave it alone, or check the rows afterwards by check_integrity.",
          evidence: "rule",
        };
      for (const { table, type, name } of alterCommands(at, ...DISABLES)) {
        if (!inUse(set, at, table)) continue;
        const again = enabledLater(set, at, table);
        yield {
          level: again ? "warning" : "error",
          at,
          object: table,
          message: `${type === "AT_DisableTrig" ? `The trigger ${code(name)}` : "Every trigger"} of ${code(table)} is disabled for all sessions${again ? " until it is enabled again: rows that others write meanwhile miss it" : ", and the set never enables it again"}. Let the triggers run, or have them look at a setting that only this session sets.`,
          evidence: "measured",
        };
      }
    }
  },
};

const DISABLES = ["AT_DisableTrig", "AT_DisableTrigAll", "AT_DisableTrigUser"];
const ENABLES = ["AT_EnableTrig", "AT_EnableTrigAll", "AT_EnableTrigUser", "AT_EnableAlwaysTrig"];

const enabledLater = (set: LintedSet, at: LintedStatement, table: string): boolean =>
  set.statements.some(
    (later) =>
      later.number > at.number &&
      alterCommands(later, ...ENABLES).some((command) => command.table === table),
  );
