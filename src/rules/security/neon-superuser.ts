import { code, nameOf, roleName } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import { ordinaryRoles, type SecurityFacts } from "../facts/security.ts";

export const neonSuperuser: Rule<SecurityFacts> = {
  id: "neon-superuser",
  title: "A member of neon_superuser for an application",
  effect:
    "It reads and writes every table (pg_read_all_data, pg_write_all_data) and passes every policy.",
  *check(facts) {
    const member = (name: string): boolean =>
      facts.reach.some(
        (path) =>
          path.member === name && path.role === "neon_superuser" && (path.inherits || path.sets),
      );
    const logins = ordinaryRoles(facts).filter(({ login }) => login);
    const others = logins.some(
      ({ name }) =>
        !member(name) &&
        facts.catalog.tables.some((table) =>
          facts.access.relation(name, nameOf(table)).has("SELECT"),
        ),
    );
    for (const { name } of logins) {
      if (!member(name)) continue;
      const isApplication =
        facts.model?.application.includes(name) === true ||
        facts.model?.read_only.includes(name) === true;
      yield {
        level: isApplication ? "error" : others || facts.model !== undefined ? "info" : "warning",
        object: roleName(name),
        message: `${code(name)} is a member of neon_superuser, as every role of the Neon console, CLI and API is: it uses all tables, makes roles and passes policies. ${others ? "Keep it for administration." : "Nobody else can work here: make the application's role in SQL, where it gets only what is granted."}`,
        evidence: "measured",
      };
    }
  },
};
