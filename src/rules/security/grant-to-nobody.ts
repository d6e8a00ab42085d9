import { grantedObjects } from "../../schema/access/objects.ts";
import { revocation } from "../engine/grant-sql.ts";
import { code } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import { isUsable, roleNamed, type SecurityFacts } from "../facts/security.ts";
import { objectOf } from "./facts/objects.ts";

export const grantToNobody: Rule<SecurityFacts> = {
  id: "grant-to-nobody",
  title: "A grant that dangles",
  effect: "Nobody can use it now; whoever is given the role later gets it unasked.",
  *check(facts) {
    if (facts.isText) return;
    for (const object of grantedObjects(facts.catalog))
      for (const grant of object.grants) {
        const { grantee } = grant;
        if (grantee === null || grantee === object.owner) continue;
        const role = roleNamed(facts, grantee);
        if (role === undefined || role.builtIn || isUsable(facts, grantee)) continue;
        yield {
          level: "info",
          object: objectOf(object),
          about: grantee,
          message: `${code(grantee)} has ${grant.privileges.join(", ")} on ${code(objectOf(object))}, but neither logs in nor has a member that does. Revoke it, or grant the role to whom it is for.`,
          evidence: "measured",
          ...revocation(object.grant, object.owner, grant),
        };
      }
  },
};
