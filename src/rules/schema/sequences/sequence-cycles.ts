import { code } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { numberedOf } from "../facts/numbered.ts";

export const sequenceCycles: Rule<SchemaFacts> = {
  id: "sequence-cycles",
  title: "A key whose sequence begins again",
  effect: "After the last number it gives the first ones again, which are taken.",
  *check({ catalog }) {
    for (const { table, column, name, sequence, options } of numberedOf(catalog)) {
      const unique = table.indexes.some(
        (index) => index.unique && index.keys.length === 1 && index.keys[0]?.column === column.name,
      );
      if (!options.cycle || !unique) continue;
      yield {
        level: "warning",
        object: name,
        message: `${code(sequence)} is CYCLE, and ${code(name)} is unique: after its last number inserts fail with duplicate keys instead of saying that it ended. Take CYCLE away.`,
        evidence: "rule",
        fix: `ALTER SEQUENCE ${sequence} NO CYCLE;`,
        rollback: `ALTER SEQUENCE ${sequence} CYCLE;`,
      };
    }
  },
};
