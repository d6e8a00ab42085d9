import { code, nameOf } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";
import { conditionsOf } from "./facts/policies.ts";

export const policyQueryPerRow: Rule<SecurityFacts> = {
  id: "policy-query-per-row",
  title: "A query that a policy runs for each row",
  effect: "The policy costs one query a row, and no index of the table is used.",
  *check(facts) {
    for (const { table, policy, planned } of conditionsOf(facts)) {
      if (planned.part !== "using") continue;
      const { correlated, ofRow } = planned;
      if (correlated !== "rows" && ofRow.length === 0) continue;
      const what =
        correlated === "rows"
          ? "a sub-select on other tables"
          : `function ${code(ofRow[0] ?? "")} on columns`;
      yield {
        level: planned.indexed ? "info" : "warning",
        object: nameOf(table),
        about: policy.name,
        message: `Policy ${code(policy.name)} on ${code(nameOf(table))} runs ${what} for each row. Have it once as a list: column = any (array(select ...)), or from a function that returns the caller's keys.`,
        evidence: "estimated",
      };
    }
  },
};
