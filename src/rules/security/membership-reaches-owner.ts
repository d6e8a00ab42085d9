import { code, roleName } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import { roleNamed, type SecurityFacts } from "../facts/security.ts";
import { membershipSql } from "./facts/memberships.ts";

export const membershipReachesOwner: Rule<SecurityFacts> = {
  id: "membership-reaches-owner",
  title: "A role that logs in reaches an owner or administrator",
  effect:
    "Whoever holds its password alters tables, switches policies off, or becomes a superuser.",
  *check(facts) {
    for (const membership of facts.memberships) {
      const { role, member } = membership;
      const [from, to] = [roleNamed(facts, member), roleNamed(facts, role)];
      if (from === undefined || to === undefined || !from.login || from.builtIn || from.superuser)
        continue;
      if (!membership.inherit && !membership.set) continue;
      // Who administers roles reaches those that it made anyhow.
      if (from.createRole && membership.admin) continue;
      const tables = facts.catalog.tables.filter(({ owner }) => owner === role).length;
      const what = to.superuser
        ? "a superuser"
        : to.bypassRls
          ? "exempt from policies (BYPASSRLS)"
          : tables > 0
            ? `the owner of ${tables} table${tables === 1 ? "" : "s"}`
            : undefined;
      if (what === undefined) continue;
      const isMeant = facts.model?.migration === member || facts.model?.owner === member;
      if (isMeant && !to.superuser) continue;
      const isApplication = facts.model?.application.includes(member) === true;
      yield {
        level: to.superuser || isApplication ? "error" : "warning",
        object: roleName(member),
        about: role,
        message: `${code(member)} logs in and ${membership.inherit ? "has the rights of" : "may SET ROLE to"} ${code(role)}, which is ${what}. Let only migrations and people reach it.`,
        evidence: "measured",
        ...membershipSql(facts, membership),
      };
    }
  },
};
