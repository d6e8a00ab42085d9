import { quoteIdentifier } from "../../sql/quote.ts";
import { code, roleName } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";

export const roleSuperuser: Rule<SecurityFacts> = {
  id: "role-superuser",
  title: "A superuser that logs in",
  effect: "No privilege and no policy holds for a superuser, who reaches files and programs too.",
  *check({ roles }) {
    for (const { name, superuser, login, builtIn } of roles) {
      if (!superuser || !login || builtIn) continue;
      yield {
        level: "error",
        object: roleName(name),
        message: `${code(name)} logs in as a superuser: neither grants nor policies hold for it, and it reads files and starts programs on the server. Take the attribute away and grant what it needs.`,
        evidence: "measured",
        fix: `ALTER ROLE ${quoteIdentifier(name)} NOSUPERUSER;`,
        rollback: `ALTER ROLE ${quoteIdentifier(name)} SUPERUSER;`,
      };
    }
  },
};
