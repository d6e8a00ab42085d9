import { revocation } from "../engine/grant-sql.ts";
import { code, nameOf } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";

export const publicTablePrivileges: Rule<SecurityFacts> = {
  id: "public-table-privileges",
  title: "Everyone may use a table",
  effect: "Every role has the privilege, those that are made later too.",
  *check({ catalog }) {
    for (const relation of [...catalog.tables, ...catalog.views])
      for (const grant of relation.grants) {
        if (grant.grantee !== null) continue;
        const name = nameOf(relation);
        const writes = grant.privileges.some((privilege) => privilege !== "SELECT");
        yield {
          level: writes ? "error" : "warning",
          object: name,
          about: grant.grantor === relation.owner ? undefined : grant.grantor,
          message: `PUBLIC has ${grant.privileges.join(", ")} on ${code(name)}: every role of the cluster that connects has it too. Grant it to the roles that need it.`,
          evidence: "measured",
          ...revocation(`TABLE ${name}`, relation.owner, grant),
        };
      }
  },
};
