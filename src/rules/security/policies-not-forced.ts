import { code, nameOf } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import { roleNamed, type SecurityFacts } from "../facts/security.ts";

export const policiesNotForced: Rule<SecurityFacts> = {
  id: "policies-not-forced",
  title: "Policies that do not hold for an owner who logs in",
  effect: "An application that connects as the owner sees and changes all rows.",
  *check(facts) {
    for (const table of facts.catalog.tables) {
      const { enabled, forced } = table.rowSecurity;
      if (!enabled || forced) continue;
      const owner = roleNamed(facts, table.owner);
      const reached = facts.reach.some(
        ({ role, member, inherits }) =>
          role === table.owner && inherits && roleNamed(facts, member)?.login === true,
      );
      if (!facts.isText && (owner === undefined || owner.superuser || !(owner.login || reached)))
        continue;
      const name = nameOf(table);
      yield {
        level: facts.isText ? "info" : "warning",
        object: name,
        message: `The policies of ${code(name)} do not hold for its owner${facts.isText ? "" : ` ${code(table.owner)}, which ${owner?.login === true ? "logs in" : "roles that log in are members of"}`}. Force them, or let applications connect as another role.`,
        evidence: "measured",
        fix: `ALTER TABLE ${name} FORCE ROW LEVEL SECURITY;`,
        rollback: `ALTER TABLE ${name} NO FORCE ROW LEVEL SECURITY;`,
      };
    }
  },
};
