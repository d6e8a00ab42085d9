import { quoteIdentifier } from "../../sql/quote.ts";
import { code, roleName } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";

export const defaultPrivilegesPublic: Rule<SecurityFacts> = {
  id: "default-privileges-public",
  title: "Default privileges give everyone what is to come",
  effect: "Each new table is open to all before anybody has thought of it.",
  *check({ catalog }) {
    for (const { role, schema, objects, grants } of catalog.defaultPrivileges)
      for (const { grantee, privileges } of grants) {
        if (grantee !== null || privileges.length === 0) continue;
        if (objects === "functions" || objects === "types") continue;
        const where = schema === null ? "" : ` IN SCHEMA ${quoteIdentifier(schema)}`;
        const head = `ALTER DEFAULT PRIVILEGES FOR ROLE ${quoteIdentifier(role)}${where}`;
        const what = `${privileges.join(", ")} ON ${objects === "large objects" ? "LARGE OBJECTS" : objects.toUpperCase()}`;
        yield {
          level: "error",
          object: roleName(role),
          about: `${schema ?? "*"}.${objects}`,
          message: `Whatever ${objects} ${code(role)} makes${schema === null ? "" : ` in schema ${code(schema)}`}, PUBLIC gets ${privileges.join(", ")} on. Name the roles that shall have it instead.`,
          evidence: "measured",
          fix: `${head} REVOKE ${what} FROM PUBLIC;`,
          rollback: `${head} GRANT ${what} TO PUBLIC;`,
        };
      }
  },
};
