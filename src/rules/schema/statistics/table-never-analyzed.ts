import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { countText } from "../facts/sizes.ts";

const ROWS = 1_000;

export const tableNeverAnalyzed: Rule<SchemaFacts> = {
  id: "table-never-analyzed",
  title: "A table that was never analyzed",
  effect:
    "The planner guesses how many rows a condition leaves, and takes plans for tables that are not there.",
  *check({ catalog, tables }) {
    for (const table of [...catalog.tables, ...catalog.views]) {
      const known = tables.get(nameOf(table));
      if (known === undefined || known.lastAnalyze !== null || known.columns.size > 0) continue;
      const written = Math.max(known.inserted, known.rows);
      if (written < ROWS || table.kind === "partitioned table") continue;
      yield {
        level: "warning",
        object: nameOf(table),
        message: `${code(nameOf(table))} has ${countText(written)} rows, and ANALYZE has never seen them: the planner guesses. Analyze it.`,
        evidence: "measured",
        fix: `ANALYZE ${nameOf(table)};`,
      };
    }
  },
};
