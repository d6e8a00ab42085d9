import { code, listed } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { triggersOf } from "../facts/triggers.ts";

export const triggerAssignsTooLate: Rule<SchemaFacts> = {
  id: "trigger-assigns-too-late",
  title: "NEW is assigned after the row was written",
  effect: "The assignment changes a copy that nobody reads: the column keeps its value.",
  *check(facts) {
    for (const { name, when, perRow, body } of triggersOf(facts)) {
      if (when !== "after" || !perRow || body === undefined || body.assigned.length === 0) continue;
      // where it asks, it may know
      if (body.asks.has("tg_when")) continue;
      yield {
        level: "warning",
        object: name,
        message: `Trigger ${code(name)} fires AFTER, and its function assigns ${listed(body.assigned)} of NEW, which changes nothing any more. Make it a BEFORE trigger.`,
        evidence: "measured",
      };
    }
  },
};
