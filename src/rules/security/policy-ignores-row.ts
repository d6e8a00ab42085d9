import { code, nameOf } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";
import { conditionsOf, owningColumns } from "./facts/policies.ts";

export const policyIgnoresRow: Rule<SecurityFacts> = {
  id: "policy-ignores-row",
  title: "A policy that does not look at the row",
  effect:
    "For one caller it lets all rows through or none: every user who is known gets the rows of all.",
  *check(facts) {
    for (const { table, policy, planned, expression } of conditionsOf(facts)) {
      if (!planned.ignoresRow || planned.alwaysWithoutContext || !policy.permissive) continue;
      const [column] = owningColumns(table);
      // That somebody is known is no right; that a function says so, as is_admin(), may be one.
      const onlyKnown = / IS NOT NULL\)*$/.test(expression);
      yield {
        level: column !== undefined && onlyKnown ? "error" : "info",
        object: nameOf(table),
        about: `${policy.name}:${planned.part}`,
        message: `Policy ${code(policy.name)} on ${code(nameOf(table))} asks who the caller is and not whose the row is: ${onlyKnown ? "everyone who is logged in gets all rows" : "who passes gets all rows"}${column === undefined ? "" : `, whatever ${code(column)} says`}. Compare a column with the caller, or give the policy to the one role that is meant.`,
        evidence: "measured",
      };
    }
  },
};
