import { code, signatureOf } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";
import { routineTarget } from "./facts/routines.ts";

export const leakproofFunction: Rule<SecurityFacts> = {
  id: "leakproof-function",
  title: "A function that is only said to be leakproof",
  effect:
    "The planner calls it with rows that policies and security barriers hide, and an error message tells them.",
  *check({ catalog }) {
    for (const routine of catalog.routines) {
      if (!routine.leakproof || routine.language === "c" || routine.language === "internal")
        continue;
      const target = routineTarget(routine);
      yield {
        level: "error",
        object: signatureOf(routine),
        message: `${code(signatureOf(routine))} is marked LEAKPROOF, but a function in ${routine.language} tells its arguments by errors and notices: it is called with rows that policies hide. Take the mark away.`,
        evidence: "rule",
        fix: `ALTER ${target} NOT LEAKPROOF;`,
        rollback: `ALTER ${target} LEAKPROOF;`,
      };
    }
  },
};
