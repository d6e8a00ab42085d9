import { code } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { numberedOf, type Numbered } from "../facts/numbered.ts";
import { countText, shareText } from "../facts/sizes.ts";
import { dayAfter, daysCounted, dayOf } from "../facts/time.ts";
import { LARGEST } from "../facts/types.ts";
import { nameOf } from "../../engine/names.ts";

/** Of 1. */
const FULL = 0.9;
const HALF = 0.5;
/** Days ahead that are worth a warning: a type is changed in weeks, and growth grows. */
const SOON = 730;

export const keyOverflow: Rule<SchemaFacts> = {
  id: "key-overflow",
  title: "A key that will run out of numbers",
  effect:
    "After the last number each insert fails, and a larger type takes a rewrite of the table.",
  *check(facts) {
    for (const one of numberedOf(facts.catalog)) {
      const last = facts.sequences.get(one.sequence)?.last ?? null;
      const end = endOf(one);
      if (last === null || end === undefined || one.options.increment.startsWith("-")) continue;
      const used = Number(last) / Number(end);
      const days = daysLeft(facts, one, end - BigInt(last));
      if (used < HALF && !(used > 0.1 && days < SOON)) continue;
      const when = dayAfter(facts, days);
      const since = facts.countedSince;
      yield {
        level: used > FULL || days < SOON / 4 ? "error" : "warning",
        object: one.name,
        message: `${code(one.name)} (${one.column.type}) has used ${countText(BigInt(last))} of ${countText(end)} numbers, ${shareText(used)}${when === undefined || since === undefined ? "" : `; as rows were added since ${dayOf(since)}, it ends on ${when}`}: after the last one each insert fails. Change it to bigint with plan_migration, and what refers to it.`,
        evidence: "measured",
      };
    }
  },
};

/** The last number that both the sequence and the column have. */
function endOf({ options, type }: Numbered): bigint | undefined {
  const largest = LARGEST[type];
  if (largest === undefined || options.cycle) return undefined;
  const max = BigInt(options.max);
  return max < largest ? max : largest;
}

/** By the rows that were inserted since the counters began; infinite where nobody knows. */
function daysLeft(facts: SchemaFacts, { table, options }: Numbered, left: bigint): number {
  const days = daysCounted(facts);
  const inserted = facts.tables.get(nameOf(table))?.inserted ?? 0;
  if (days === undefined || days < 1 || inserted === 0) return Infinity;
  return Number(left) / Number(options.increment) / (inserted / days);
}
