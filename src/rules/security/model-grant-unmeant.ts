import { grantedObjects } from "../../schema/access/objects.ts";
import { revocation } from "../engine/grant-sql.ts";
import { code } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import { roleNamed, type SecurityFacts } from "../facts/security.ts";
import { purposeOf } from "../facts/model.ts";
import { objectOf } from "./facts/objects.ts";

export const modelGrantUnmeant: Rule<SecurityFacts> = {
  id: "model-grant-unmeant",
  title: "A grant to a role that is not in the model",
  effect: "Somebody whom nobody thinks of has the privilege.",
  *check(facts) {
    const { model } = facts;
    if (model === undefined) return;
    for (const object of grantedObjects(facts.catalog))
      for (const grant of object.grants) {
        const { grantee } = grant;
        if (grantee === null || grantee === object.owner || purposeOf(model, grantee) !== undefined)
          continue;
        const role = roleNamed(facts, grantee);
        if (role === undefined || role.builtIn) continue;
        // A group of roles that are meant is meant.
        const members = facts.reach.filter(
          (path) => path.role === grantee && (path.inherits || path.sets),
        );
        if (members.some(({ member }) => purposeOf(model, member) !== undefined)) continue;
        yield {
          level: "warning",
          object: objectOf(object),
          about: grantee,
          message: `${code(grantee)} has ${grant.privileges.join(", ")} on ${code(objectOf(object))} and is not in the model, nor is a member of it. Revoke it, or add the role.`,
          evidence: "measured",
          ...revocation(object.grant, object.owner, grant),
        };
      }
  },
};
