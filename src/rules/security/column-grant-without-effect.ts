import { quoteIdentifier } from "../../sql/quote.ts";
import { revocation } from "../engine/grant-sql.ts";
import { code, nameOf } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import { roleNamed, type SecurityFacts } from "../facts/security.ts";

export const columnGrantWithoutEffect: Rule<SecurityFacts> = {
  id: "column-grant-without-effect",
  title: "A grant by column beside one for the table",
  effect: "It looks as if the role had some columns only, and it has all.",
  *check(facts) {
    for (const relation of [...facts.catalog.tables, ...facts.catalog.views])
      for (const column of relation.columns)
        for (const grant of column.grants) {
          const { grantee, privileges } = grant;
          if (grantee === null || roleNamed(facts, grantee)?.builtIn !== false) continue;
          const may = facts.access.relation(grantee, nameOf(relation));
          const idle = privileges.filter((name) => may.has(name));
          if (idle.length === 0 || grantee === relation.owner) continue;
          const name = `${nameOf(relation)}.${quoteIdentifier(column.name)}`;
          yield {
            level: "warning",
            object: name,
            about: grantee,
            message: `${code(grantee)} has ${idle.join(", ")} on column ${code(column.name)} of ${code(nameOf(relation))}, and on the whole table too: the columns restrict nothing. Revoke it on the table, or drop the grant by column.`,
            evidence: "measured",
            ...revocation(
              `TABLE ${nameOf(relation)}`,
              relation.owner,
              grant,
              idle,
              ` (${quoteIdentifier(column.name)})`,
            ),
          };
        }
  },
};
