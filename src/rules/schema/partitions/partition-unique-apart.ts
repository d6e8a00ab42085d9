import { code, listed, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { columnsOf } from "../facts/tables.ts";

export const partitionUniqueApart: Rule<SchemaFacts> = {
  id: "partition-unique-apart",
  title: "Unique in each partition, not in the table",
  effect: "The same value stands once in each of them.",
  *check({ catalog, answers }) {
    for (const table of catalog.tables)
      for (const part of answers.partitions.get(nameOf(table))?.parts ?? [])
        for (const index of part.indexes) {
          const columns = columnsOf(index);
          if (!index.unique || index.parent !== null || columns === undefined) continue;
          const key = table.partitionKey ?? "";
          // values of one partition are those of no other
          if (columns.some((name) => new RegExp(`[(, "]${name}[), "]`).test(key))) continue;
          yield {
            level: "warning",
            object: nameOf(part),
            about: index.name,
            message: `${listed(columns)} is unique within ${code(nameOf(part))}, a partition of ${code(nameOf(table))}: other partitions may have the same value. Make it unique together with the partition key, or in a table of its own.`,
            evidence: "measured",
          };
        }
  },
};
