import { code } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { numberedOf } from "../facts/numbered.ts";
import { countText } from "../facts/sizes.ts";
import { LARGEST } from "../facts/types.ts";

export const sequenceWiderThanColumn: Rule<SchemaFacts> = {
  id: "sequence-wider-than-column",
  title: "A sequence that gives numbers its column cannot hold",
  effect: "Inserts fail with integer out of range long before the sequence says that it ends.",
  *check({ catalog }) {
    for (const { column, name, type, sequence, options } of numberedOf(catalog)) {
      const largest = LARGEST[type];
      if (largest === undefined || BigInt(options.max) <= largest) continue;
      yield {
        level: "warning",
        object: name,
        message: `${code(sequence)} goes up to ${countText(BigInt(options.max))}, and ${code(name)} (${column.type}) ends at ${countText(largest)}: what watches the sequence sees no end coming. Give the column the sequence's type.`,
        evidence: "measured",
      };
    }
  },
};
