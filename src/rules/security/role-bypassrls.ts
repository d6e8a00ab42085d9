import { quoteIdentifier } from "../../sql/quote.ts";
import { code, roleName } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import { ordinaryRoles, type SecurityFacts } from "../facts/security.ts";

export const roleBypassrls: Rule<SecurityFacts> = {
  id: "role-bypassrls",
  title: "BYPASSRLS where there are policies",
  effect: "No policy holds for the role, and tests that are run as it prove nothing.",
  *check(facts) {
    const tables = facts.catalog.tables.filter(({ rowSecurity }) => rowSecurity.enabled).length;
    if (tables === 0) return;
    for (const { name, bypassRls, login } of ordinaryRoles(facts)) {
      if (!bypassRls || !login) continue;
      const isApplication = facts.model?.application.includes(name) === true;
      yield {
        level: isApplication ? "error" : "warning",
        object: roleName(name),
        message: `${code(name)} logs in with BYPASSRLS: the policies of ${tables} table${tables === 1 ? "" : "s"} do not hold for it. Let applications log in as a role without it; roles made in the Neon console have it, those made by CREATE ROLE do not.`,
        evidence: "measured",
        fix: `ALTER ROLE ${quoteIdentifier(name)} NOBYPASSRLS;`,
        rollback: `ALTER ROLE ${quoteIdentifier(name)} BYPASSRLS;`,
      };
    }
  },
};
