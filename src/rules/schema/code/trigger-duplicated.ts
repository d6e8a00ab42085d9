import { quoteIdentifier } from "../../../sql/quote.ts";
import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { triggersOf } from "../facts/triggers.ts";

export const triggerDuplicated: Rule<SchemaFacts> = {
  id: "trigger-duplicated",
  title: "Two triggers that are one",
  effect:
    "The function runs twice for each row: entries of a log are doubled, counters count by two.",
  *check(facts) {
    const seen = new Map<string, string>();
    for (const { name, table, trigger, shape } of triggersOf(facts)) {
      const first = seen.get(shape);
      seen.set(shape, first ?? trigger.name);
      if (first === undefined) continue;
      yield {
        level: "warning",
        object: name,
        message: `Trigger ${code(name)} is ${code(first)} once more: the same function at the same time. Drop one of them.`,
        evidence: "measured",
        ...(trigger.comment === null && trigger.enabled === "origin"
          ? {
              fix: `DROP TRIGGER ${quoteIdentifier(trigger.name)} ON ${nameOf(table)};`,
              rollback: `${trigger.definition};`,
            }
          : {}),
      };
    }
  },
};
