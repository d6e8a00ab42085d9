import { quoteIdentifier } from "../../sql/quote.ts";
import { code, roleName } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import { ordinaryRoles, type SecurityFacts } from "../facts/security.ts";

export const roleUnused: Rule<SecurityFacts> = {
  id: "role-unused",
  title: "A role with nothing",
  effect: "It is a door, or a name to be granted things by mistake, that nobody needs.",
  *check(facts) {
    for (const { name, named, login, settings } of ordinaryRoles(facts)) {
      const belongs = facts.memberships.some(
        ({ role, member }) => role === name || member === name,
      );
      if (named > 0 || belongs || name === facts.database.owner) continue;
      yield {
        level: "info",
        object: roleName(name),
        message: `${code(name)} ${login ? "logs in, but " : ""}owns nothing, has no privilege of its own in any database and belongs to no other role. Drop it where nobody remembers it.`,
        evidence: "measured",
        ...(login || settings.length > 0
          ? {}
          : {
              fix: `DROP ROLE ${quoteIdentifier(name)};`,
              rollback: `CREATE ROLE ${quoteIdentifier(name)};`,
            }),
      };
    }
  },
};
