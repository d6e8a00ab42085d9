import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts, TableFacts } from "../../facts/schema.ts";
import { countText, shareText } from "../facts/sizes.ts";

const ROWS = 10_000;
/** Autovacuum analyzes after a tenth. */
const SHARE = 0.5;

/**
 * Rows that were inserted and analyzed in one transaction, or within the second that counters take to arrive, are added to the counter
 * after ANALYZE has set it back: then it holds all that was ever written, and ANALYZE knows as many rows.
 */
const isCountedLate = ({ rows, modified, inserted, updated, deleted, columns }: TableFacts) =>
  columns.size > 0 &&
  modified <= inserted &&
  updated + deleted === 0 &&
  Math.abs(rows - inserted) <= inserted / 20;

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
      if (share < SHARE || isCountedLate(known)) continue;
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
