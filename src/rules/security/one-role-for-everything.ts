import { code, nameOf, roleName } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import { ordinaryRoles, ownsTable, type SecurityFacts } from "../facts/security.ts";

export const oneRoleForEverything: Rule<SecurityFacts> = {
  id: "one-role-for-everything",
  title: "The owner is the only role that can work with the tables",
  effect: "The application can drop tables and switch policies off, and so can who takes it over.",
  *check(facts) {
    if (facts.isText || facts.model !== undefined) return;
    const tables = facts.catalog.tables.filter(({ partitionBound }) => partitionBound === null);
    const owners = new Set(tables.map(({ owner }) => owner));
    const logins = ordinaryRoles(facts).filter(({ login }) => login);
    const others = logins.filter(({ name }) =>
      tables.some(
        (table) =>
          !ownsTable(facts, name, table.owner) &&
          facts.access.relation(name, nameOf(table)).has("SELECT"),
      ),
    );
    if (tables.length === 0 || others.length > 0) return;
    for (const { name } of logins) {
      if (![...owners].some((owner) => ownsTable(facts, name, owner))) continue;
      yield {
        level: "warning",
        object: roleName(name),
        message: `No role but the owners can read a table: applications have to connect as ${code(name)}, which may drop tables and passes policies. Make a role for the application in SQL (not in the Neon console, which gives BYPASSRLS) and grant it rows alone.`,
        evidence: "measured",
      };
    }
  },
};
