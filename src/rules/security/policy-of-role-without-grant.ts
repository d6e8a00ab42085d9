import { quoteIdentifier } from "../../sql/quote.ts";
import { code, nameOf } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import { roleNamed, type SecurityFacts } from "../facts/security.ts";

export const policyOfRoleWithoutGrant: Rule<SecurityFacts> = {
  id: "policy-of-role-without-grant",
  title: "A policy for a role that may not do it",
  effect: "The policy lets rows through to a role whose query is refused before.",
  *check(facts) {
    for (const table of facts.catalog.tables)
      for (const policy of table.policies) {
        const verbs = policy.command === "all" ? VERBS : [policy.command.toUpperCase()];
        for (const name of policy.roles) {
          if (name === null || !policy.permissive) continue;
          const role = roleNamed(facts, name);
          if (role === undefined || role.superuser) continue;
          const who = [
            name,
            ...facts.reach.flatMap((path) =>
              path.role === name && path.inherits ? [path.member] : [],
            ),
          ];
          const may = who.some((one) => {
            const has = facts.access.relation(one, nameOf(table));
            return verbs.some((verb) => has.has(verb) || has.has(`any ${verb}`));
          });
          if (may) continue;
          const privileges = verbs.join(", ");
          yield {
            level: "warning",
            object: nameOf(table),
            about: `${policy.name}:${name}`,
            message: `Policy ${code(policy.name)} on ${code(nameOf(table))} is for ${code(name)}, which has no ${verbs.join(" or ")} on the table: it never comes to the policy. Grant it, or drop the policy.`,
            evidence: "measured",
            fix: `GRANT ${privileges} ON TABLE ${nameOf(table)} TO ${quoteIdentifier(name)};`,
            rollback: `REVOKE ${privileges} ON TABLE ${nameOf(table)} FROM ${quoteIdentifier(name)};`,
          };
        }
      }
  },
};

const VERBS = ["SELECT", "INSERT", "UPDATE", "DELETE"];
