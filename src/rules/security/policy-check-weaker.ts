import { code, listed, nameOf } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";
import { conditionsOf, isGuarded, isOwning, rewritten } from "./facts/policies.ts";

export const policyCheckWeaker: Rule<SecurityFacts> = {
  id: "policy-check-weaker",
  title: "WITH CHECK forgets whose the row is",
  effect:
    "A user gives rows to others: puts them into another tenant, or writes in another's name.",
  *check(facts) {
    const conditions = conditionsOf(facts);
    for (const condition of conditions) {
      const { table, policy, planned } = condition;
      if (planned.part !== "check" || !policy.permissive || planned.always) continue;
      if (isGuarded(conditions, condition)) continue;
      const seen = conditions.filter((one) => one.table === table && one.planned.part === "using");
      const own = seen.find((one) => one.policy === policy);
      const owning = (own === undefined ? seen : [own])
        .flatMap(({ planned: { columns } }) => columns)
        .filter(isOwning);
      const missing = [...new Set(owning)].filter((column) => !planned.columns.includes(column));
      // Where another column decides, through a parent or a membership, the row is looked at all the same.
      if (missing.length === 0 || planned.columns.some(isOwning)) continue;
      yield {
        level: "error",
        object: nameOf(table),
        about: policy.name,
        message: `Policy ${code(policy.name)} on ${code(nameOf(table))} lets rows be seen by ${listed(missing)}, but its WITH CHECK does not look at that: a row can be written for somebody else. Check the new row as the old one.`,
        evidence: "measured",
        ...(own === undefined ? {} : rewritten(condition, own.expression)),
      };
    }
  },
};
