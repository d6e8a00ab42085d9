import { asNode } from "../../../sql/walk.ts";
import type { LintRule } from "../rule.ts";
import { code } from "./facts/names.ts";
import { hasSignature, signatureOf } from "./facts/routines.ts";
import { afterTransaction } from "./facts/set.ts";

export const functionOverload: LintRule = {
  id: "function-overload",
  title: "CREATE OR REPLACE that replaces nothing",
  condition: "CREATE OR REPLACE FUNCTION has other argument types than the function of that name.",
  effect:
    "Both exist from then on: old calls still run the old body, and calls may become ambiguous.",
  workaround: "Drop the old signature in the same transaction, or give the new one another name.",
  *check(set) {
    for (const at of set.statements) {
      if (asNode(at.statement.node, "CreateFunctionStmt")?.["replace"] !== true) continue;
      const left = afterTransaction(set, at);
      for (const made of at.after.routines) {
        if (hasSignature(at.before, made)) continue;
        for (const other of at.before.routines) {
          if (other.schema !== made.schema || other.name !== made.name) continue;
          if (!hasSignature(left, other)) continue;
          yield {
            level: "warning",
            at,
            object: signatureOf(made),
            message: `OR REPLACE replaces nothing here: ${code(signatureOf(other))} stays beside the new ${code(signatureOf(made))}. Old calls run the old body, and calls that fit both fail as ambiguous. Drop the old signature in the same transaction once nobody calls it, or choose another name.`,
            evidence: "measured",
          };
        }
      }
    }
  },
};
