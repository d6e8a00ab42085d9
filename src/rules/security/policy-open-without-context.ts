import { code, nameOf } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";
import { conditionsOf } from "./facts/policies.ts";

export const policyOpenWithoutContext: Rule<SecurityFacts> = {
  id: "policy-open-without-context",
  title: "A policy that lets in who has not said who he is",
  effect: "A connection on which nothing was set sees all rows.",
  *check(facts) {
    for (const { table, policy, planned } of conditionsOf(facts)) {
      if (planned.always || !planned.alwaysWithoutContext) continue;
      yield {
        level: policy.permissive ? "error" : "warning",
        object: nameOf(table),
        about: `${policy.name}:${planned.part}`,
        message: `With no setting and no user the planner finds policy ${code(policy.name)} on ${code(nameOf(table))} true of every row: \`x IS NULL OR ...\` lets everyone in who leaves x out. Drop that branch; an unset context has to give no row.`,
        evidence: "measured",
      };
    }
  },
};
