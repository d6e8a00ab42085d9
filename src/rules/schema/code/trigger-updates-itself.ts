import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { triggersOf } from "../facts/triggers.ts";

export const triggerUpdatesItself: Rule<SchemaFacts> = {
  id: "trigger-updates-itself",
  title: "A trigger that fires itself",
  effect:
    "Its UPDATE of the same table fires it again: until the stack is full, or for each row once more.",
  *check(facts) {
    for (const { name, table, events, columns, conditional, perRow, body } of triggersOf(facts)) {
      if (!events.includes("update") || columns.length > 0 || conditional || !perRow) continue;
      if (body === undefined || body.asksDepth) continue;
      const isOwn = body.updates.some(
        (one) => one.name === table.name && (one.schema ?? table.schema) === table.schema,
      );
      // a condition may end it
      if (!isOwn || body.branches) continue;
      yield {
        level: "warning",
        object: name,
        message: `The function of trigger ${code(name)} updates ${code(nameOf(table))}, which fires it again without end. Assign NEW in a BEFORE trigger, or let it fire WHEN (pg_trigger_depth() = 0).`,
        evidence: "measured",
      };
    }
  },
};
