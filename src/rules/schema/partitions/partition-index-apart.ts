import { code, listed, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";

export const partitionIndexApart: Rule<SchemaFacts> = {
  id: "partition-index-apart",
  title: "An index on some partitions only",
  effect: "The same query is fast in one month and reads all of the next.",
  *check({ catalog, answers }) {
    for (const table of catalog.tables) {
      const parts = (answers.partitions.get(nameOf(table))?.parts ?? []).filter(
        ({ kind }) => kind !== "foreign table",
      );
      const byShape = new Map<string, string[]>();
      for (const part of parts)
        for (const { definition, name, parent, unique } of part.indexes) {
          if (parent !== null || unique) continue;
          const shape = definition.slice(definition.indexOf(" USING "));
          byShape.set(shape, [...(byShape.get(shape) ?? []), `${part.name}.${name}`]);
        }
      for (const [shape, indexes] of byShape) {
        if (indexes.length >= parts.length) continue;
        yield {
          level: "info",
          object: nameOf(table),
          about: shape,
          message: `${indexes.length} of ${parts.length} partitions of ${code(nameOf(table))} have an index${shape}: ${listed(indexes)}. Create it on ${code(nameOf(table))}, which makes it on all of them, or drop it.`,
          evidence: "measured",
        };
      }
    }
  },
};
