import { code, listed, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";

export const partitionGap: Rule<SchemaFacts> = {
  id: "partition-gap",
  title: "A range that no partition takes",
  effect: "An INSERT of such a row fails: no partition of relation found for row.",
  *check({ catalog, answers }) {
    for (const table of catalog.tables) {
      const facts = answers.partitions.get(nameOf(table));
      if (facts === undefined || facts.gaps.length === 0) continue;
      const gaps = facts.gaps.map(({ from, to }) => `${from} to ${to}`);
      yield {
        level: facts.rest === undefined ? "warning" : "info",
        object: nameOf(table),
        message: `No partition of ${code(nameOf(table))} takes ${listed(gaps)}: ${facts.rest === undefined ? "such rows are refused" : `such rows go to ${code(nameOf(facts.rest))}`}. Create the partition that is missing.`,
        evidence: "measured",
      };
    }
  },
};
