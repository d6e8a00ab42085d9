import { quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import { code, roleName } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import { ordinaryRoles, type SecurityFacts } from "../facts/security.ts";

export const roleExpired: Rule<SecurityFacts> = {
  id: "role-expired",
  title: "A role whose password is over",
  effect:
    "VALID UNTIL ends passwords alone: by certificate, GSSAPI or trust the role still logs in.",
  *check(facts) {
    for (const { name, login, validUntil, expired } of ordinaryRoles(facts)) {
      if (!login || !expired) continue;
      yield {
        level: "warning",
        object: roleName(name),
        message: `The password of ${code(name)} expired on ${validUntil?.slice(0, 10) ?? "a past day"}, but the role may log in by every other way and keeps its privileges. Take LOGIN away, or drop it.`,
        evidence: "measured",
        fix: `ALTER ROLE ${quoteIdentifier(name)} NOLOGIN;`,
        rollback: `ALTER ROLE ${quoteIdentifier(name)} LOGIN VALID UNTIL ${quoteLiteral(validUntil ?? "infinity")};`,
      };
    }
  },
};
