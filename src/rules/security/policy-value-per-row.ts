import { code, nameOf } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";
import { conditionsOf, rewritten } from "./facts/policies.ts";

export const policyValuePerRow: Rule<SecurityFacts> = {
  id: "policy-value-per-row",
  title: "A sub-select with the row's column in it",
  effect:
    "It runs for each row and keeps the index out: Drizzle's authUid and Neon's guide write policies so.",
  *check(facts) {
    for (const condition of conditionsOf(facts)) {
      const { table, policy, planned, expression } = condition;
      if (planned.part !== "using" || planned.correlated !== "value") continue;
      if (planned.ofRow.length > 0) continue;
      const inner = /^\( SELECT \((\S+\(.*\)) = (.+?)\)(?: AS [^()]+)?\)$/s.exec(expression);
      yield {
        level: "warning",
        object: nameOf(table),
        about: policy.name,
        message: `Policy ${code(policy.name)} on ${code(nameOf(table))} has a column of the row inside its sub-select, which therefore runs for each row and cannot use an index. Put the call alone into it: (select f()) = column.`,
        evidence: "estimated",
        ...(inner === null
          ? {}
          : rewritten(condition, `( SELECT ${inner[1] ?? ""}) = ${inner[2] ?? ""}`)),
      };
    }
  },
};
