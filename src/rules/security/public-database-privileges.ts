import { quoteIdentifier } from "../../sql/quote.ts";
import { revocation } from "../engine/grant-sql.ts";
import { code } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";

export const publicDatabasePrivileges: Rule<SecurityFacts> = {
  id: "public-database-privileges",
  title: "Everyone may connect and make temporary tables",
  effect:
    "Every role of the cluster connects, and a temporary table stands before all others in a search_path without pg_temp.",
  *check({ database, isText }) {
    if (isText) return;
    for (const grant of database.grants) {
      if (grant.grantee !== null) continue;
      const name = quoteIdentifier(database.name);
      yield {
        level: grant.privileges.includes("CREATE") ? "error" : "info",
        object: `database ${name}`,
        message: `PUBLIC has ${grant.privileges.join(", ")} on database ${code(database.name)}, as every database does from the start. Grant CONNECT to the roles that work here and take it from the rest.`,
        evidence: "measured",
        ...revocation(`DATABASE ${name}`, database.owner, grant),
      };
    }
  },
};
