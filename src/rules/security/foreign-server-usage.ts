import { quoteIdentifier } from "../../sql/quote.ts";
import { revocation } from "../engine/grant-sql.ts";
import { code } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import { roleNamed, type SecurityFacts } from "../facts/security.ts";

export const foreignServerUsage: Rule<SecurityFacts> = {
  id: "foreign-server-usage",
  title: "A foreign server that others may use",
  effect:
    "USAGE lets a role make user mappings and foreign tables: the database opens connections at its bidding.",
  *check(facts) {
    for (const item of facts.catalog.others) {
      if (item.kind !== "foreign server" || item.owner === null) continue;
      for (const grant of item.grants) {
        const { grantee } = grant;
        if (grantee === item.owner) continue;
        if (grantee !== null && roleNamed(facts, grantee)?.builtIn !== false) continue;
        const name = quoteIdentifier(item.name);
        yield {
          level: grantee === null ? "error" : "info",
          object: `server ${name}`,
          about: grantee ?? "PUBLIC",
          message: `${grantee === null ? "Everyone" : code(grantee)} has USAGE on foreign server ${code(item.name)} and may map users and make tables there. Grant SELECT on the foreign tables through views instead.`,
          evidence: "measured",
          ...revocation(`FOREIGN SERVER ${name}`, item.owner, grant),
        };
      }
    }
  },
};
