import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";

export const partitionsMany: Rule<SchemaFacts> = {
  id: "partitions-many",
  title: "More partitions than a plan should look at",
  effect:
    "A query that cannot rule them out opens and locks each: planning takes longer than running.",
  *check({ catalog, answers }) {
    const count = (name: string): number =>
      (answers.partitions.get(name)?.parts ?? []).reduce(
        (sum, part) => sum + (part.partitionKey === null ? 1 : count(nameOf(part))),
        0,
      );
    for (const table of catalog.tables) {
      const name = nameOf(table);
      if (table.partitionKey === null || table.partitionBound !== null || count(name) < MOST)
        continue;
      yield {
        level: "warning",
        object: name,
        message: `${code(name)} has ${count(name)} partitions: what does not name the key plans and locks all of them. Make them wider, or detach the old ones.`,
        evidence: "measured",
      };
    }
  },
};

/** Documentation of partitioning, 5.12.6: up to a few thousand, where the planner can leave out nearly all. */
const MOST = 1_000;
