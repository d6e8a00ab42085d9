import { quoteIdentifier } from "../../sql/quote.ts";
import { createIndex, leadsAnIndex, tableName } from "./index-advice.ts";
import type { TriggerTime } from "../plan/node.ts";
import type { FindingContext } from "./context.ts";
import type { FindingRule } from "./rule.ts";
import { count } from "./support.ts";
import { short } from "../plan/figures.ts";

/** Milliseconds from which a trigger is worth a look; a missing index always gets worse. */
const slow = 50;
const slowWithoutIndex = 5;

export const triggerTime: FindingRule = {
  id: "trigger-time",
  title: "Triggers take the time",
  condition:
    "A trigger takes more than a fifth of the execution, and at least 50 ms, or 5 ms where a foreign key lacks its index.",
  effect:
    "The statement waits for it; a foreign key without an index scans the referencing table for each row changed.",
  workaround:
    "Create an index on the referencing columns; make row triggers statement triggers with transition tables.",
  sources: ["https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-FK"],
  *check(context) {
    const whole = context.plan.executionMs ?? 0;
    for (const trigger of context.plan.triggers) {
      if (trigger.ms < whole / 5) continue;
      const part = Math.min(1, trigger.ms / whole);
      const missing = missingIndex(context, trigger);
      if (trigger.ms < (missing === undefined ? slow : slowWithoutIndex)) continue;
      const name = trigger.constraint ?? trigger.name;
      yield {
        level: "warning",
        node: undefined,
        object: name,
        message: `${trigger.constraint === undefined ? "Trigger" : "The trigger of foreign key"} \`${name}\` was called ${count(trigger.calls)} times and took ${short(trigger.ms)} ms (${Math.round(part * 100)} % of the time). ${missing === undefined ? "Look at what it does for each row; a statement trigger with transition tables does it once." : `Each call scans \`${missing.table}\`, which has no index on (${missing.columns}). Create it.`}`,
        evidence: "measured",
        fix: missing?.fix,
        weight: part,
      };
    }
  },
};

function missingIndex(
  context: FindingContext,
  { constraint }: TriggerTime,
): { table: string; columns: string; fix: string } | undefined {
  for (const facts of context.relations) {
    const key = facts.foreignKeys.find(({ name }) => name === constraint);
    const columns = key?.columns.map(quoteIdentifier) ?? [];
    const [first] = columns;
    if (first === undefined || leadsAnIndex(first, facts)) continue;
    return {
      table: tableName(facts),
      columns: columns.join(", "),
      fix: createIndex(facts, columns),
    };
  }
  return undefined;
}
