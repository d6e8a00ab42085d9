import { quoteIdentifier } from "../../sql/quote.ts";
import { code, signatureOf } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";
import { routineTarget, searchPathOf } from "./facts/routines.ts";

export const definerSearchPathMissing: Rule<SecurityFacts> = {
  id: "definer-search-path-missing",
  title: "SECURITY DEFINER without a search_path of its own",
  effect:
    "The caller's search_path decides which tables and functions are used with the owner's rights.",
  *check({ catalog }) {
    for (const routine of catalog.routines) {
      if (!routine.securityDefiner || searchPathOf(routine) !== undefined) continue;
      // A body that was parsed when it was made looks no name up any more.
      if (routine.sqlBody !== null) continue;
      const target = routineTarget(routine);
      yield {
        level: "error",
        object: signatureOf(routine),
        message: `${code(signatureOf(routine))} runs with the rights of ${code(routine.owner)} and finds names by its caller's search_path, where the caller may put objects of his own in front. Fix the path, with pg_temp last.`,
        evidence: "measured",
        fix: `ALTER ${target} SET search_path = ${quoteIdentifier(routine.schema)}, pg_temp;`,
        rollback: `ALTER ${target} RESET search_path;`,
      };
    }
  },
};
