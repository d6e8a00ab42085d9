import { quoteIdentifier } from "../../sql/quote.ts";
import { revocation } from "../engine/grant-sql.ts";
import { code } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import { roleNamed, type SecurityFacts } from "../facts/security.ts";
import { purposeOf } from "../facts/model.ts";

export const schemaCreateBeyondOwner: Rule<SecurityFacts> = {
  id: "schema-create-beyond-owner",
  title: "A role that is not the owner may create in a schema",
  effect: "An application that may make objects makes them at an attacker's bidding too.",
  *check(facts) {
    for (const schema of facts.catalog.schemas)
      for (const grant of schema.grants) {
        const { grantee, privileges } = grant;
        if (grantee === null || grantee === schema.owner || !privileges.includes("CREATE"))
          continue;
        const role = roleNamed(facts, grantee);
        if (role === undefined || role.builtIn || role.superuser) continue;
        const purpose = facts.model && purposeOf(facts.model, grantee);
        if (purpose === "owner" || purpose === "migration" || grantee === facts.database.owner)
          continue;
        yield {
          level: purpose === undefined ? "warning" : "error",
          object: quoteIdentifier(schema.name),
          about: grantee,
          message: `${code(grantee)} may create objects in schema ${code(schema.name)}, which belongs to ${code(schema.owner)}. Let the role that migrates do that.`,
          evidence: "measured",
          ...revocation(`SCHEMA ${quoteIdentifier(schema.name)}`, schema.owner, grant, ["CREATE"]),
        };
      }
  },
};
