import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { countText } from "../facts/sizes.ts";

/** Transactions; autovacuum forces itself at 200 million, and at 2,000 million Postgres takes no more writes. */
const LATE = 500_000_000;
const TOO_LATE = 1_000_000_000;

export const tableWraparound: Rule<SchemaFacts> = {
  id: "table-wraparound",
  title: "A table whose rows are not frozen in time",
  effect: "Before the numbers of transactions wrap around, Postgres refuses all writes.",
  *check({ catalog, tables }) {
    for (const table of [...catalog.tables, ...catalog.views]) {
      const known = tables.get(nameOf(table));
      if (known === undefined || known.age < LATE) continue;
      yield {
        level: known.age < TOO_LATE ? "warning" : "error",
        object: nameOf(table),
        message: `${code(nameOf(table))} has rows of ${countText(known.age)} transactions ago that are not frozen; at some 2,000,000,000 all writes are refused. Vacuum it, and look what holds vacuum back: old transactions, slots, prepared ones.`,
        evidence: "measured",
        fix: `VACUUM (FREEZE) ${nameOf(table)};`,
      };
    }
  },
};
