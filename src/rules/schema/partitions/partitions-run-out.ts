import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";

export const partitionsRunOut: Rule<SchemaFacts> = {
  id: "partitions-run-out",
  title: "No partition for what comes next",
  effect: "From that day on every INSERT fails, or goes to the default partition.",
  *check({ catalog, answers }) {
    for (const table of catalog.tables) {
      const facts = answers.partitions.get(nameOf(table));
      if (facts?.end === undefined || facts.end.days > SOON) continue;
      const { value, days } = facts.end;
      const isOver = days < 0;
      yield {
        level: facts.rest !== undefined || !isOver ? "warning" : "error",
        object: nameOf(table),
        message: `The last partition of ${code(nameOf(table))} ${isOver ? "ended" : "ends"} at ${value}${isOver ? "" : `, in ${days} days`}: ${facts.rest === undefined ? "rows after that are refused" : `rows after that go to ${code(nameOf(facts.rest))}`}. Create the next ones, and let a job (pg_partman, pg_cron) create them ahead.`,
        evidence: "measured",
      };
    }
  },
};

/** Days in which somebody has to do it. */
const SOON = 14;
