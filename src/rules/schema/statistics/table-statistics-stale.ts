import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { countText, shareText } from "../facts/sizes.ts";

const ROWS = 10_000;
/** Autovacuum analyzes after a tenth. */
const SHARE = 0.5;

export const tableStatisticsStale: Rule<SchemaFacts> = {
  id: "table-statistics-stale",
  title: "Statistics of a table that has changed since",
  effect: "The planner plans for the rows that were there.",
  *check({ catalog, tables }) {
    for (const table of [...catalog.tables, ...catalog.views]) {
      const known = tables.get(nameOf(table));
      if (known === undefined || known.lastAnalyze === null || known.rows < 0) continue;
      if (table.kind === "partitioned table" || known.modified < ROWS) continue;
      const share = known.modified / Math.max(known.rows, 1);
      if (share < SHARE) continue;
      yield {
        level: "warning",
        object: nameOf(table),
        message: `${countText(known.modified)} rows of ${code(nameOf(table))} were written since the last ANALYZE at ${known.lastAnalyze}${share < 10 ? `, ${shareText(share)} of what it counted` : ""}: the planner plans for what was there. Analyze it, and look why autovacuum did not.`,
        evidence: "measured",
        fix: `ANALYZE ${nameOf(table)};`,
      };
    }
  },
};
