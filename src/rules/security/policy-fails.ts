import { code, nameOf } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";
import { conditionsOf } from "./facts/policies.ts";

export const policyFails: Rule<SecurityFacts> = {
  id: "policy-fails",
  title: "Policies with which the table cannot be read",
  effect: "Every query of a role for which they hold ends with an error.",
  *check(facts) {
    const told = new Set<string>();
    for (const { table, policy, planned } of conditionsOf(facts)) {
      const name = nameOf(table);
      if (planned.error === null || told.has(name)) continue;
      told.add(name);
      const recursive = planned.error.sqlstate === "42P17";
      yield {
        level: "error",
        object: name,
        message: `A role for which the policies of ${code(name)} hold cannot read it: SQLSTATE ${planned.error.sqlstate}${recursive ? `, because policy ${code(policy.name)} reads a table whose policies read this one again. Look memberships up in a SECURITY DEFINER function with a fixed search_path.` : `, at policy ${code(policy.name)}. Run a query as that role to see it.`}`,
        evidence: "measured",
      };
    }
  },
};
