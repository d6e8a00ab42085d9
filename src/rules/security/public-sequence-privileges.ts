import { revocation } from "../engine/grant-sql.ts";
import { code, nameOf } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";

export const publicSequencePrivileges: Rule<SecurityFacts> = {
  id: "public-sequence-privileges",
  title: "Everyone may use a sequence",
  effect:
    "Every role uses up numbers, or with UPDATE sets the sequence back, so that inserts fail.",
  *check({ catalog }) {
    for (const sequence of catalog.sequences)
      for (const grant of sequence.grants) {
        if (grant.grantee !== null) continue;
        const name = nameOf(sequence);
        yield {
          level: "warning",
          object: name,
          message: `PUBLIC has ${grant.privileges.join(", ")} on sequence ${code(name)}: every role takes numbers from it${grant.privileges.includes("UPDATE") ? " or sets it back" : ""}. Grant USAGE to the roles that insert.`,
          evidence: "measured",
          ...revocation(`SEQUENCE ${name}`, sequence.owner, grant),
        };
      }
  },
};
