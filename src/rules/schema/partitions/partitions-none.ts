import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";

export const partitionsNone: Rule<SchemaFacts> = {
  id: "partitions-none",
  title: "A partitioned table without partitions",
  effect: "Every INSERT fails.",
  *check({ catalog, answers, isText }) {
    for (const table of catalog.tables) {
      const facts = answers.partitions.get(nameOf(table));
      if (facts === undefined || facts.parts.length > 0) continue;
      yield {
        // a program may make them when it starts
        level: isText ? "info" : "warning",
        object: nameOf(table),
        message: `${code(nameOf(table))} has no partition: every row is refused. Create the first ones.`,
        evidence: "measured",
      };
    }
  },
};
