import { revocation } from "../engine/grant-sql.ts";
import { code, signatureOf } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";
import { routineTarget } from "./facts/routines.ts";

export const definerExecutableByPublic: Rule<SecurityFacts> = {
  id: "definer-executable-by-public",
  title: "Everyone may call a SECURITY DEFINER function",
  effect: "Every role does what the function does with its owner's rights.",
  *check({ catalog }) {
    for (const routine of catalog.routines) {
      // The one who fires a trigger needs no EXECUTE, and nobody can call such a function.
      if (!routine.securityDefiner || /^(event_)?trigger$/.test(routine.result ?? "")) continue;
      for (const grant of routine.grants) {
        if (grant.grantee !== null || !grant.privileges.includes("EXECUTE")) continue;
        yield {
          level: "warning",
          object: signatureOf(routine),
          message: `Every role may call ${code(signatureOf(routine))}, which runs with the rights of ${code(routine.owner)}; Postgres gives EXECUTE to PUBLIC when a function is made. Revoke it and grant it to those who need it.`,
          evidence: "measured",
          ...revocation(routineTarget(routine), routine.owner, grant),
        };
      }
    }
  },
};
