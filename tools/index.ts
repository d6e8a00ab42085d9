import type { Tool } from "../src/core/tool.ts";
import { explainQuery } from "./query/explain-query.ts";
import { runSql } from "./query/run-sql.ts";
import { describeDatabase } from "./schema/describe-database.ts";

/** Every tool, by toolset. Folder, key and README heading are the same word. */
export const toolsets = {
  schema: {
    isDefault: true,
    instructions:
      "Start with describe_database: names and types are then exact, and its estimated row counts tell which queries will be heavy.",
    tools: [describeDatabase],
  },
  query: {
    isDefault: true,
    instructions:
      "run_sql takes parameters ($1) for values; never paste values into SQL. When a query is slow or touches a large table, call explain_query before changing anything, with analyze only where running the statement is acceptable.",
    tools: [explainQuery, runSql],
  },
} as const satisfies Record<
  string,
  { isDefault: boolean; instructions: string; tools: readonly Tool[] }
>;
