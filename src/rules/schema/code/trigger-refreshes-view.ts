import { code, listed } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { triggersOf } from "../facts/triggers.ts";

export const triggerRefreshesView: Rule<SchemaFacts> = {
  id: "trigger-refreshes-view",
  title: "A materialized view that is refreshed by every write",
  effect:
    "Each statement runs the whole query of the view, and its lock makes all writers wait for each other.",
  *check(facts) {
    for (const { name, perRow, body } of triggersOf(facts)) {
      if (body === undefined || body.refreshes.length === 0) continue;
      yield {
        level: "warning",
        object: name,
        message: `Trigger ${code(name)} refreshes ${listed(body.refreshes)} for each ${perRow ? "row" : "statement"}: writers wait for the whole query and for each other. Refresh on a schedule, or keep a table of sums.`,
        evidence: "measured",
      };
    }
  },
};
