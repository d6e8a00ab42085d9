import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";

export const partitionRestFilled: Rule<SchemaFacts> = {
  id: "partition-rest-filled",
  title: "Rows in the partition for everything else",
  effect:
    "A partition for their values cannot be added until they are moved, and each new one scans them under a lock.",
  *check({ catalog, answers }) {
    for (const table of catalog.tables) {
      const facts = answers.partitions.get(nameOf(table));
      if (facts?.rest === undefined || facts.restHasRows !== true) continue;
      const rest = nameOf(facts.rest);
      yield {
        level: "warning",
        object: rest,
        message: `${code(rest)}, the default partition of ${code(nameOf(table))}, has rows: partitions of their values are missing, and can no longer be added as they are. Detach it, create the partitions, and insert the rows again.`,
        evidence: "measured",
      };
    }
  },
};
