import { code, roleName } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import { ordinaryRoles, type SecurityFacts } from "../facts/security.ts";

export const roleWithoutExpiry: Rule<SecurityFacts> = {
  id: "role-without-expiry",
  title: "A person's password that never expires",
  effect: "A password that got out is good for ever.",
  *check(facts) {
    for (const { name, login, validUntil } of ordinaryRoles(facts)) {
      if (!login || validUntil !== null) continue;
      const isPerson = facts.model?.people.includes(name) === true;
      yield {
        level: isPerson ? "warning" : "info",
        object: roleName(name),
        message: `The password of ${code(name)} never expires. Set VALID UNTIL, and a new password before that day.`,
        evidence: "measured",
      };
    }
  },
};
