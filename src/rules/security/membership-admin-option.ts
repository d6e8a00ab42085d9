import { quoteIdentifier } from "../../sql/quote.ts";
import { code, roleName } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import { roleNamed, type SecurityFacts } from "../facts/security.ts";

export const membershipAdminOption: Rule<SecurityFacts> = {
  id: "membership-admin-option",
  title: "Membership that may be passed on",
  effect: "The member decides who else gets what the role may do.",
  *check(facts) {
    for (const { role, member, admin, grantor } of facts.memberships) {
      const known = roleNamed(facts, member);
      if (!admin || known === undefined || known.builtIn || known.superuser) continue;
      // From Postgres 16 on, whoever makes a role administers it; and CREATEROLE is told by a rule of its own.
      if (known.createRole) continue;
      const by = facts.catalog.version >= 160000 ? ` GRANTED BY ${quoteIdentifier(grantor)}` : "";
      const names = `${quoteIdentifier(role)} TO ${quoteIdentifier(member)}`;
      yield {
        level: "warning",
        object: roleName(member),
        about: role,
        message: `${code(member)} may make others members of ${code(role)}. Leave that to whoever administers roles.`,
        evidence: "measured",
        fix: `REVOKE ADMIN OPTION FOR ${quoteIdentifier(role)} FROM ${quoteIdentifier(member)}${by};`,
        rollback: `GRANT ${names} WITH ADMIN OPTION${by};`,
      };
    }
  },
};
