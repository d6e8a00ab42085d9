import { code, signatureOf } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";

export const definerSplicesSql: Rule<SecurityFacts> = {
  id: "definer-splices-sql",
  title: "EXECUTE of text with values put into it",
  effect:
    "Who chooses the value chooses the SQL that runs: in a SECURITY DEFINER function with its owner's rights.",
  *check({ catalog, bodies }) {
    for (const routine of catalog.routines) {
      const spliced = bodies.get(signatureOf(routine))?.spliced ?? [];
      if (spliced.length === 0) continue;
      yield {
        level: routine.securityDefiner ? "error" : "info",
        object: signatureOf(routine),
        message: `${code(signatureOf(routine))} puts values into the text of an EXECUTE as they are${routine.securityDefiner ? `, and runs it with the rights of ${code(routine.owner)}` : ""}. Pass values by USING, and names by format('%I').`,
        evidence: "measured",
      };
    }
  },
};
