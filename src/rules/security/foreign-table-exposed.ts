import { revocation } from "../engine/grant-sql.ts";
import { code, nameOf } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import { roleNamed, type SecurityFacts } from "../facts/security.ts";

export const foreignTableExposed: Rule<SecurityFacts> = {
  id: "foreign-table-exposed",
  title: "A foreign table that others than its owner use",
  effect:
    "There are no policies on foreign tables: all rows that the user mapping reaches are seen.",
  *check(facts) {
    for (const table of facts.catalog.tables) {
      if (table.foreign === null) continue;
      for (const grant of table.grants) {
        const { grantee, privileges } = grant;
        if (grantee === table.owner) continue;
        if (grantee !== null && roleNamed(facts, grantee)?.builtIn !== false) continue;
        const name = nameOf(table);
        yield {
          level: grantee === null ? "error" : "warning",
          object: name,
          about: grantee ?? "PUBLIC",
          message: `${grantee === null ? "Everyone" : code(grantee)} has ${privileges.join(", ")} on foreign table ${code(name)} of server ${code(table.foreign.server)}, where no policy can hold. Show what is needed through a view.`,
          evidence: "measured",
          ...revocation(`TABLE ${name}`, table.owner, grant),
        };
      }
    }
  },
};
