import { asNode, textOf } from "../../../sql/walk.ts";
import type { LintRule } from "../rule.ts";
import { code } from "./facts/names.ts";

export const sessionSettingStays: LintRule = {
  id: "session-setting-stays",
  title: "Setting that outlives its migration",
  condition: "A transaction sets search_path, role or the like without LOCAL.",
  effect:
    "Later migrations on the connection find their tables elsewhere or act as another role; behind a pooler, so do strangers.",
  workaround: "SET LOCAL, or names with their schema.",
  *check(set) {
    for (const at of set.statements) {
      const fields = asNode(at.statement.node, "VariableSetStmt");
      const name = textOf(fields?.["name"]);
      const kind = textOf(fields?.["kind"]);
      if (at.transaction === undefined || fields?.["is_local"] === true) continue;
      if (kind !== "VAR_SET_VALUE" || !STAYS.has(name)) continue;
      yield {
        level: "warning",
        at,
        object: name,
        message: `${code(name)} stays set when the transaction is over: later migrations on this connection, and behind a pooler other clients, run with it. Write SET LOCAL.`,
        evidence: "rule",
        fix: at.statement.text.replace(/^(\s*set\s+)(session\s+(?!authorization))?/i, "$1LOCAL "),
      };
    }
  },
};

const STAYS = new Set([
  "search_path",
  "role",
  "session_authorization",
  "session_replication_role",
  "row_security",
]);
