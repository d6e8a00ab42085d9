import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { triggersOf } from "../facts/triggers.ts";

export const triggerWithoutReturn: Rule<SchemaFacts> = {
  id: "trigger-without-return",
  title: "A trigger function that returns nothing",
  effect:
    '"control reached end of trigger procedure without RETURN": the statement that fires it fails.',
  *check(facts) {
    for (const { name, table, body } of triggersOf(facts)) {
      if (body?.routine.language !== "plpgsql" || body.returns.size > 0 || body.raises) continue;
      yield {
        level: "error",
        object: name,
        message: `The function of trigger ${code(name)} has no RETURN: what fires it on ${code(nameOf(table))} fails. Return NEW, or NULL in an AFTER trigger.`,
        evidence: "measured",
      };
    }
  },
};
