import type { Policy } from "../../postgres/catalog/model/table.ts";
import { code, nameOf } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";
import { conditionsOf, isGuarded, isOfAdministrators, owningColumns } from "./facts/policies.ts";

export const policyAlwaysTrue: Rule<SecurityFacts> = {
  id: "policy-always-true",
  title: "A policy that is true of every row",
  effect: "Whoever has the privilege reads, or changes, the rows of all others.",
  *check(facts) {
    const conditions = conditionsOf(facts);
    for (const condition of conditions) {
      const { table, policy, planned, expression } = condition;
      if (!planned.always) continue;
      // whoever writes `true` into a restrictive policy means to restrict nothing
      if (!policy.permissive && expression === "true") continue;
      const name = nameOf(table);
      const [column] = owningColumns(table);
      const what = planned.part === "check" ? "WITH CHECK" : "USING";
      yield {
        level:
          isGuarded(conditions, condition) || isOfAdministrators(condition, facts.model)
            ? "info"
            : policy.permissive
              ? levelOf(policy.command, column !== undefined)
              : "warning",
        object: name,
        about: `${policy.name}:${planned.part}`,
        message: `The planner leaves nothing of ${what} of policy ${code(policy.name)} on ${code(name)}: it is true of every row${
          policy.permissive
            ? `, for ${policy.command === "all" ? "every command" : policy.command.toUpperCase()}`
            : ", so the restrictive policy restricts nothing"
        }${column === undefined ? "" : `, whatever ${code(column)} says`}. Compare the row with who asks.`,
        evidence: "measured",
      };
    }
  },
};

/** Public reading is often meant, of rows that belong to somebody less so; writing seldom is. */
function levelOf(command: Policy["command"], isOwned: boolean): "error" | "warning" | "info" {
  if (command === "select") return isOwned ? "warning" : "info";
  return command === "insert" && !isOwned ? "warning" : "error";
}
