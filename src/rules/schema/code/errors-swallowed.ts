import { code } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";

export const errorsSwallowed: Rule<SchemaFacts> = {
  id: "errors-swallowed",
  title: "WHEN OTHERS THEN NULL",
  effect: "Whatever goes wrong, from a typing error to a full disk, looks like success.",
  *check({ answers }) {
    for (const [name, { swallows }] of answers.routines) {
      if (!swallows) continue;
      yield {
        level: "warning",
        object: name,
        message: `${code(name)} catches every error and does nothing. Name the condition that is expected (unique_violation), and let the others through or RAISE WARNING.`,
        evidence: "measured",
      };
    }
  },
};
