import { code } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { quoteLiteral } from "../../../sql/quote.ts";
import { numberedOf } from "../facts/numbered.ts";
import { countText } from "../facts/sizes.ts";

export const sequenceBehind: Rule<SchemaFacts> = {
  id: "sequence-behind",
  title: "A sequence behind its column",
  effect: "The next inserts fail with duplicate keys, one for each number until it has caught up.",
  *check({ catalog, sequences }) {
    for (const { name, sequence, options } of numberedOf(catalog)) {
      const known = sequences.get(sequence);
      if (known === undefined || known.largest === null || options.cycle) continue;
      if (options.increment.startsWith("-")) continue;
      const last = known.last ?? (BigInt(options.start) - BigInt(options.increment)).toString();
      if (BigInt(known.largest) <= BigInt(last)) continue;
      yield {
        level: "error",
        object: name,
        message: `${code(name)} has ${countText(BigInt(known.largest))}, but its sequence ${code(sequence)} has given only ${known.last === null ? "nothing" : countText(BigInt(last))}: inserts will fail with duplicate keys, as after a load that brought its own numbers. Move the sequence on.`,
        evidence: "measured",
        fix: `SELECT pg_catalog.setval(${quoteLiteral(sequence)}, ${known.largest});`,
        rollback:
          known.last === null
            ? `SELECT pg_catalog.setval(${quoteLiteral(sequence)}, ${options.start}, false);`
            : `SELECT pg_catalog.setval(${quoteLiteral(sequence)}, ${known.last});`,
      };
    }
  },
};
