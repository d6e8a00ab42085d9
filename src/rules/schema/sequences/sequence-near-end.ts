import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { numberedOf } from "../facts/numbered.ts";
import { countText, shareText } from "../facts/sizes.ts";

/** Of 1. */
const NEAR = 0.75;

export const sequenceNearEnd: Rule<SchemaFacts> = {
  id: "sequence-near-end",
  title: "A sequence near its end",
  effect: "After the last number each insert fails.",
  *check({ catalog, sequences }) {
    const ofColumns = new Set(numberedOf(catalog).map(({ sequence }) => sequence));
    const cycling = new Set(catalog.sequences.flatMap((one) => (one.cycle ? [nameOf(one)] : [])));
    for (const [name, { last, max }] of sequences) {
      // Of a column's, the rule on its range tells more.
      if (last === null || ofColumns.has(name) || cycling.has(name)) continue;
      const used = Number(last) / Number(max);
      if (used < NEAR) continue;
      yield {
        level: used > 0.9 ? "error" : "warning",
        object: name,
        message: `${code(name)} has given ${countText(BigInt(last))} of ${countText(BigInt(max))} (${shareText(used)}): after the last one nextval fails. Give it a larger type, ALTER SEQUENCE ... AS bigint, and its readers room for it.`,
        evidence: "measured",
      };
    }
  },
};
