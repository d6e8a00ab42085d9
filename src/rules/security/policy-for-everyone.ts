import { code, nameOf } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";

export const policyForEveryone: Rule<SecurityFacts> = {
  id: "policy-for-everyone",
  title: "A policy for PUBLIC",
  effect:
    "It holds for every role, those that are made later too, and is evaluated for all of them.",
  *check({ catalog }) {
    for (const table of catalog.tables)
      for (const { name, roles, permissive } of table.policies) {
        if (!permissive || !roles.includes(null)) continue;
        yield {
          level: "info",
          object: nameOf(table),
          about: name,
          message: `Policy ${code(name)} on ${code(nameOf(table))} is TO PUBLIC: it lets rows through to every role that gets a privilege on the table. Name the application's role (ALTER POLICY ... TO).`,
          evidence: "measured",
        };
      }
  },
};
