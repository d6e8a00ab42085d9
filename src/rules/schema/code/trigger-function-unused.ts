import { code, nameOf, signatureOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";

export const triggerFunctionUnused: Rule<SchemaFacts> = {
  id: "trigger-function-unused",
  title: "A trigger function without trigger",
  effect: "What it was to keep right is not kept right.",
  *check({ catalog }) {
    const used = new Set(
      [...catalog.tables, ...catalog.views].flatMap(({ triggers }) =>
        triggers.map((trigger) => nameOf(trigger.function)),
      ),
    );
    for (const routine of catalog.routines) {
      if (routine.result !== "trigger" || used.has(nameOf(routine))) continue;
      yield {
        level: "info",
        object: signatureOf(routine),
        message: `No trigger calls ${code(signatureOf(routine))}. Create the trigger that is missing, or drop the function.`,
        evidence: "measured",
      };
    }
  },
};
