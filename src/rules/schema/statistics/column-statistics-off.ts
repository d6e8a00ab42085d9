import { quoteIdentifier } from "../../../sql/quote.ts";
import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { ownTables } from "../facts/tables.ts";

export const columnStatisticsOff: Rule<SchemaFacts> = {
  id: "column-statistics-off",
  title: "A column that ANALYZE passes over",
  effect: "The planner guesses for each condition on it, whatever it is.",
  *check({ catalog }) {
    for (const table of ownTables(catalog))
      for (const { name, statistics } of table.columns) {
        if (statistics !== 0) continue;
        const alter = `ALTER TABLE ${nameOf(table)} ALTER COLUMN ${quoteIdentifier(name)} SET STATISTICS`;
        yield {
          level: "warning",
          object: `${nameOf(table)}.${quoteIdentifier(name)}`,
          message: `${code(name)} of ${code(nameOf(table))} has the statistics target 0: ANALYZE passes it over, and the planner guesses. Give it the default again, and analyze.`,
          evidence: "measured",
          fix: `${alter} -1;`,
          rollback: `${alter} 0;`,
        };
      }
  },
};
