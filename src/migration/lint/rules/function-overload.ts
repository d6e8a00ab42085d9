import { qualified } from "../../../sql/quote.ts";
import { asNode } from "../../../sql/walk.ts";
import type { LintRule } from "../rule.ts";
import { code } from "./facts/names.ts";
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
      const before = new Set(at.before.routines.map(signature));
      for (const made of at.after.routines.filter((routine) => !before.has(signature(routine)))) {
        const others = at.before.routines.filter(
          ({ schema, name }) => schema === made.schema && name === made.name,
        );
        const left = new Set(afterTransaction(set, at).routines.map(signature));
        for (const other of others.filter((old) => left.has(signature(old))))
          yield {
            level: "warning",
            at,
            object: signature(made),
            message: `OR REPLACE replaces nothing here: ${code(signature(other))} stays beside the new ${code(signature(made))}. Old calls run the old body, and calls that fit both fail as ambiguous. Drop the old signature in the same transaction once nobody calls it, or choose another name.`,
            evidence: "measured",
          };
      }
    }
  },
};

const signature = (routine: { schema: string; name: string; identity: string }): string =>
  `${qualified(routine.schema, routine.name)}(${routine.identity})`;
