import { quoteIdentifier } from "../../../sql/quote.ts";
import { columnRule, retype } from "./facts/columns.ts";
import { code } from "./facts/names.ts";

export const jsonColumn = columnRule(
  {
    id: "json-column",
    title: "json instead of jsonb",
    condition: "A new column has the type json.",
    effect:
      "It is text that is parsed at each use; it has no equality, so DISTINCT and GROUP BY fail, and no useful index.",
    workaround: "jsonb, unless key order or duplicates must be kept.",
  },
  (made) =>
    made.column.type === "json"
      ? {
          level: "warning",
          message: `${code(made.column.name)} is json: it is parsed at each use, DISTINCT, GROUP BY and = fail on it, and no GIN index fits. Use jsonb, unless the exact text must be kept.`,
          fix: retype(made, "jsonb", ` USING ${quoteIdentifier(made.column.name)}::jsonb`),
        }
      : undefined,
);
