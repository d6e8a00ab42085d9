import type { LintRule } from "../rule.ts";
import { drops } from "./facts/drops.ts";
import { code } from "./facts/names.ts";
import { hasSignature, signatureOf } from "./facts/routines.ts";
import { afterTransaction, initial } from "./facts/set.ts";

export const dropFunction: LintRule = {
  id: "drop-function",
  title: "Function dropped or given other arguments",
  condition:
    "A function that was there before the migrations is gone when the transaction ends, or has other arguments.",
  effect: "Calls of the application that still runs fail.",
  workaround: "Leave the old signature, calling the new one, until nobody calls it.",
  *check(set) {
    const first = initial(set);
    for (const at of set.statements) {
      if (drops(at, ...ROUTINES).length === 0) continue;
      const left = afterTransaction(set, at);
      for (const routine of at.before.routines) {
        if (hasSignature(at.after, routine) || hasSignature(left, routine)) continue;
        if (first !== undefined && !hasSignature(first, routine)) continue;
        yield {
          level: "warning",
          at,
          object: signatureOf(routine),
          message: `${code(signatureOf(routine))} is dropped: calls of the running application fail, and so does what is called by name from other functions. Leave it, calling what takes its place, until nobody calls it.`,
          evidence: "measured",
        };
      }
    }
  },
};

const ROUTINES = ["OBJECT_FUNCTION", "OBJECT_PROCEDURE", "OBJECT_ROUTINE", "OBJECT_AGGREGATE"];
