import { grantedObjects } from "../../schema/access/objects.ts";
import { roleSql } from "../engine/grant-sql.ts";
import { code } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import { roleNamed, type SecurityFacts } from "../facts/security.ts";
import { objectOf } from "./facts/objects.ts";

export const grantOption: Rule<SecurityFacts> = {
  id: "grant-option",
  title: "A privilege that may be passed on",
  effect: "Others than the owner decide who gets it.",
  *check(facts) {
    for (const object of grantedObjects(facts.catalog))
      for (const { grantee, grantor, grantable } of object.grants) {
        if (grantable.length === 0 || grantee === null || grantee === object.owner) continue;
        if (roleNamed(facts, grantee)?.builtIn !== false || grantee === facts.model?.owner)
          continue;
        const names = grantable.join(", ");
        const change = {
          fix: `REVOKE GRANT OPTION FOR ${names} ON ${object.grant} FROM ${roleSql(grantee)};`,
          rollback: `GRANT ${names} ON ${object.grant} TO ${roleSql(grantee)} WITH GRANT OPTION;`,
        };
        yield {
          level: "warning",
          object: objectOf(object),
          about: grantee,
          message: `${code(grantee)} may grant ${names} on ${code(objectOf(object))} to others. Take the option away; the privilege stays.`,
          evidence: "measured",
          ...(grantor === object.owner ? change : {}),
        };
      }
  },
};
