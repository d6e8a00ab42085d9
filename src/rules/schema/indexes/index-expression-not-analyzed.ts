import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { indexesOf } from "../facts/indexes.ts";

const ROWS = 1_000;

export const indexExpressionNotAnalyzed: Rule<SchemaFacts> = {
  id: "index-expression-not-analyzed",
  title: "An index over an expression of which nothing is known yet",
  effect: "The planner guesses half a per cent of the rows for it, whatever the values are.",
  *check({ catalog, tables, indexes }) {
    for (const { table, name } of indexesOf(catalog)) {
      if (indexes.get(name)?.analyzed !== false || (tables.get(nameOf(table))?.rows ?? 0) < ROWS)
        continue;
      yield {
        level: "warning",
        object: name,
        message: `${code(name)} is over an expression, and ANALYZE has not run since it was made: the planner guesses how many rows it finds. Analyze the table.`,
        evidence: "measured",
        fix: `ANALYZE ${nameOf(table)};`,
      };
    }
  },
};
