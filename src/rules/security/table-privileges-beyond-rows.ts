import { revocation } from "../engine/grant-sql.ts";
import { code, nameOf } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import { roleNamed, type SecurityFacts } from "../facts/security.ts";

export const tablePrivilegesBeyondRows: Rule<SecurityFacts> = {
  id: "table-privileges-beyond-rows",
  title: "TRUNCATE, REFERENCES or TRIGGER for a role that is not the owner",
  effect:
    "TRUNCATE empties the table past every policy, REFERENCES tells which keys exist, TRIGGER runs code as whoever writes.",
  *check(facts) {
    for (const table of facts.catalog.tables)
      for (const grant of table.grants) {
        const { grantee, privileges } = grant;
        if (grantee === null || grantee === table.owner) continue;
        const role = roleNamed(facts, grantee);
        if (role === undefined || role.builtIn || role.superuser) continue;
        if (grantee === facts.model?.owner || grantee === facts.model?.migration) continue;
        const beyond = privileges.filter((name) => BEYOND.has(name));
        if (beyond.length === 0) continue;
        const name = nameOf(table);
        const passes = table.rowSecurity.enabled && beyond.includes("TRUNCATE");
        yield {
          level: passes ? "error" : "warning",
          object: name,
          about: grantee,
          message: `${code(grantee)} has ${beyond.join(", ")} on ${code(name)}${passes ? ", and TRUNCATE passes its policies" : ""}: it comes with GRANT ALL, and applications need none of it. Revoke it.`,
          evidence: "measured",
          ...revocation(`TABLE ${name}`, table.owner, grant, beyond),
        };
      }
  },
};

const BEYOND = new Set(["TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN"]);
