import { code, listed } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { triggersOf } from "../facts/triggers.ts";

export const triggerWorksOnWholeTable: Rule<SchemaFacts> = {
  id: "trigger-works-on-whole-table",
  title: "Each row that is written looks at all rows",
  effect: "An INSERT of a thousand rows reads the table a thousand times.",
  *check(facts) {
    for (const { name, perRow, conditional, body } of triggersOf(facts)) {
      const whole = [...new Set([...(body?.whole ?? []), ...(body?.loops ?? [])])];
      if (!perRow || conditional || whole.length === 0) continue;
      yield {
        level: "warning",
        object: name,
        message: `Trigger ${code(name)} fires for each row, and its function looks at all rows of ${listed(whole)}. Name the rows that it is about, or fire once for each statement.`,
        evidence: "measured",
      };
    }
  },
};
