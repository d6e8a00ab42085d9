import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { countText } from "../facts/sizes.ts";
import { ownTables } from "../facts/tables.ts";

const ROWS = 10_000;
const READS = 100;

export const tableReadWhole: Rule<SchemaFacts> = {
  id: "table-read-whole",
  title: "A large table that is mostly read whole",
  effect:
    "Each of these queries takes as long as the table is large, and pushes others' pages out.",
  *check({ catalog, tables, countedSince }) {
    for (const table of ownTables(catalog)) {
      const known = tables.get(nameOf(table));
      if (known === undefined || known.rows < ROWS || countedSince === undefined) continue;
      const whole = known.scans - known.indexScans;
      if (whole < READS || whole < known.indexScans) continue;
      yield {
        level: "info",
        object: nameOf(table),
        message: `${code(nameOf(table))} was read whole ${countText(whole)} times since ${countedSince}, all ${countText(known.rows)} rows, and ${countText(known.indexScans)} times by an index. Index what its queries look for: find_slow_queries names them, advise_indexes tries.`,
        evidence: "measured",
      };
    }
  },
};
