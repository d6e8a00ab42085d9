import { quoteIdentifier } from "../../sql/quote.ts";
import { revocation } from "../engine/grant-sql.ts";
import { code } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";

export const publicSchemaCreate: Rule<SecurityFacts> = {
  id: "public-schema-create",
  title: "Everyone may create in a schema",
  effect:
    "Any role puts functions and tables where others' search_path finds them first (CVE-2018-1058).",
  *check({ catalog }) {
    for (const schema of catalog.schemas)
      for (const grant of schema.grants) {
        if (grant.grantee !== null || !grant.privileges.includes("CREATE")) continue;
        yield {
          level: "error",
          object: quoteIdentifier(schema.name),
          message: `Everyone may create objects in schema ${code(schema.name)}, and so put a function or table in the way of others who look there. Revoke CREATE from PUBLIC; before Postgres 15, public has it from the start.`,
          evidence: "measured",
          ...revocation(`SCHEMA ${quoteIdentifier(schema.name)}`, schema.owner, grant, ["CREATE"]),
        };
      }
  },
};
