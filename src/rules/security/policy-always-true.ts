import { code, nameOf } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";
import { conditionsOf, owningColumns } from "./facts/policies.ts";

export const policyAlwaysTrue: Rule<SecurityFacts> = {
  id: "policy-always-true",
  title: "A policy that is true of every row",
  effect: "Whoever has the privilege reads, or changes, the rows of all others.",
  *check(facts) {
    for (const { table, policy, planned } of conditionsOf(facts)) {
      if (!planned.always) continue;
      const name = nameOf(table);
      const reads = policy.command === "select";
      const [column] = owningColumns(table);
      const what = planned.part === "check" ? "WITH CHECK" : "USING";
      yield {
        level: !policy.permissive ? "warning" : reads && column === undefined ? "info" : "error",
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
