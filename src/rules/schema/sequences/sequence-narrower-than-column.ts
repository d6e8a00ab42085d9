import { code } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { numberedOf } from "../facts/numbered.ts";
import { countText } from "../facts/sizes.ts";
import { LARGEST } from "../facts/types.ts";

export const sequenceNarrowerThanColumn: Rule<SchemaFacts> = {
  id: "sequence-narrower-than-column",
  title: "A bigint column with an integer sequence",
  effect:
    "The column was widened and the sequence was not: inserts fail at the old end all the same.",
  *check({ catalog }) {
    for (const { column, name, type, sequence, options } of numberedOf(catalog)) {
      const largest = LARGEST[type];
      const ends = LARGEST[options.type];
      // A maximum that somebody chose is meant.
      if (largest === undefined || ends === undefined || BigInt(options.max) !== ends) continue;
      if (ends >= largest) continue;
      yield {
        level: "warning",
        object: name,
        message: `${code(name)} is ${column.type}, but its sequence ${code(sequence)} is ${options.type} and ends at ${countText(ends)}: the next insert then fails. Widen the sequence, which takes no time.`,
        evidence: "measured",
        fix: `ALTER SEQUENCE ${sequence} AS ${type};`,
        rollback: `ALTER SEQUENCE ${sequence} AS ${options.type};`,
      };
    }
  },
};
