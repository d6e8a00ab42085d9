import { quoteIdentifier } from "../../sql/quote.ts";
import { code, roleName } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import { ordinaryRoles, type SecurityFacts } from "../facts/security.ts";
import { purposeOf } from "../facts/model.ts";

export const roleCreaterole: Rule<SecurityFacts> = {
  id: "role-createrole",
  title: "CREATEROLE on a role that logs in",
  effect:
    "Before Postgres 16 such a role changes the password of every role that is no superuser; from then on those of roles that it made.",
  *check(facts) {
    const older = facts.catalog.version < 160000;
    for (const { name, createRole, login } of ordinaryRoles(facts)) {
      if (!createRole || !login) continue;
      const purpose = facts.model && purposeOf(facts.model, name);
      const isMeant = purpose === "owner" || name === facts.database.owner;
      yield {
        level:
          purpose === "application" || purpose === "read_only"
            ? "error"
            : isMeant
              ? "info"
              : "warning",
        object: roleName(name),
        message: `${code(name)} logs in and may make roles${older ? ", grant itself every role that is no superuser and change its password" : " and do with those what it likes"}. Keep CREATEROLE for a role that people take on with SET ROLE.`,
        evidence: "measured",
        fix: `ALTER ROLE ${quoteIdentifier(name)} NOCREATEROLE;`,
        rollback: `ALTER ROLE ${quoteIdentifier(name)} CREATEROLE;`,
      };
    }
  },
};
