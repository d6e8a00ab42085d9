import { code, listed, nameOf } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";
import { conditionsOf, isGuarded, isOfAdministrators, isOwning } from "./facts/policies.ts";

export const policyForgetsOwner: Rule<SecurityFacts> = {
  id: "policy-forgets-owner",
  title: "One policy of the table does not ask whose the row is",
  effect: "By that command, rows of others are reached that the table's other policies protect.",
  *check(facts) {
    const conditions = conditionsOf(facts);
    for (const condition of conditions) {
      const { table, policy, planned } = condition;
      if (planned.part !== "using" || !policy.permissive || planned.error !== null) continue;
      if (planned.always || planned.never || planned.ignoresRow) continue;
      // Another table, or a function, may say whose it is.
      if (planned.correlated !== null || planned.ofRow.length > 0 || planned.readsOthers) continue;
      if (planned.columns.some(isOwning) || isGuarded(conditions, condition)) continue;
      if (isOfAdministrators(condition, facts.model)) continue;
      const others = conditions.filter((one) => one.table === table && one.policy !== policy);
      const owning = [...new Set(others.flatMap((one) => one.planned.columns.filter(isOwning)))];
      if (owning.length === 0) continue;
      const reads = policy.command === "select";
      yield {
        level: reads ? "info" : "error",
        object: nameOf(table),
        about: policy.name,
        message: `Policy ${code(policy.name)} on ${code(nameOf(table))} decides by ${listed(planned.columns)} alone, while others there look at ${listed(owning)}: ${reads ? "such rows are shown to all, which may be meant" : "rows of others are changed or deleted"}. Add the comparison with the caller${reads ? " where it is not" : ""}.`,
        evidence: "measured",
      };
    }
  },
};
