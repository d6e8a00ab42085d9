import { asNode, textOf } from "../../../sql/walk.ts";
import type { LintRule } from "../rule.ts";
import { code } from "./facts/names.ts";

export const setLocalOutsideTransaction: LintRule = {
  id: "set-local-outside-transaction",
  title: "SET LOCAL outside a transaction",
  condition: "SET LOCAL stands where every statement runs by itself.",
  effect: "Postgres warns and sets nothing: the timeout or role is not in force.",
  workaround: "SET without LOCAL, or BEGIN before it.",
  *check(set) {
    for (const at of set.statements) {
      const fields = asNode(at.statement.node, "VariableSetStmt");
      if (fields?.["is_local"] !== true || at.transaction !== undefined) continue;
      const name = textOf(fields["name"]);
      yield {
        level: "error",
        at,
        object: name,
        message: `SET LOCAL ${code(name)} has no effect here: no transaction is open, so it ends with itself. Write SET without LOCAL, or BEGIN before it.`,
        evidence: "rule",
        fix: at.statement.text.replace(/^(\s*set\s+)local\s+/i, "$1"),
      };
    }
  },
};
