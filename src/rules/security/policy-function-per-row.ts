import { code, listed, nameOf } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";
import { hoisted } from "./facts/hoist.ts";
import { conditionsOf, rewritten } from "./facts/policies.ts";

export const policyFunctionPerRow: Rule<SecurityFacts> = {
  id: "policy-function-per-row",
  title: "A function that a policy calls for each row",
  effect: "A query calls it as often as there are rows; in a sub-select it would be called once.",
  *check(facts) {
    for (const condition of conditionsOf(facts)) {
      const { table, policy, planned, expression } = condition;
      if (planned.part !== "using" || planned.perRow.length === 0) continue;
      const reads = facts.policyReads.find(
        (one) => one.table === nameOf(table) && one.policy === policy.name,
      );
      const alone = (reads?.functions ?? []).filter(
        ({ identity, volatility }) => identity === "" && volatility !== "i",
      );
      const names = new Set([...planned.perRow, ...alone.map(nameOf)]);
      const text = hoisted(expression, [...names]);
      yield {
        level: planned.indexed ? "info" : "warning",
        object: nameOf(table),
        about: policy.name,
        message: `The planner calls ${listed(planned.perRow)} for each row in policy ${code(policy.name)} on ${code(nameOf(table))}${planned.indexed ? " wherever it does not take the index" : ""}. Write (select ${written(expression, [...names])}()), which becomes an InitPlan and is called once.`,
        evidence: "estimated",
        ...(text === expression ? {} : rewritten(condition, text)),
      };
    }
  },
};

/** As the policy itself calls it: what is called for each row may be what the planner found in a function in SQL. */
const written = (expression: string, names: readonly string[]): string =>
  names.find((name) => expression.includes(`${name}(`)) ?? "f";
