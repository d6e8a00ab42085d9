import { quoteIdentifier } from "../../sql/quote.ts";
import { columnsOf } from "../expression/expression.ts";
import { createIndex, keyFor, leadsAnIndex, plainColumn, tableName } from "./index-advice.ts";
import type { FindingRule } from "./rule.ts";
import { filteredScans } from "./scan.ts";
import { count, evidence, percent, share } from "./support.ts";

export const functionOnColumn: FindingRule = {
  id: "function-on-column",
  title: "Index hidden behind an expression",
  condition:
    "A selective condition compares an expression over a column that has an index, which serves only the bare column.",
  effect: "The index on the column cannot be used, and every row is read.",
  workaround:
    "Move the function to the value's side, as a range on the bare column, or index the expression.",
  sources: ["https://www.postgresql.org/docs/18/indexes-expressional.html"],
  *check(context) {
    for (const { node, facts, seen, kept, predicates } of filteredScans(context)) {
      if (kept > seen * 0.05) continue;
      for (const { subject, comparison } of predicates) {
        const [column] = columnsOf(subject);
        const comparable = comparison === "equality" || comparison === "range";
        if (!comparable || column === undefined || plainColumn(subject, facts) !== undefined)
          continue;
        if (subject.kind === "cast" && !/^(date|time)/.test(subject.type)) continue;
        const key = keyFor(subject, facts, context);
        if (key !== undefined && leadsAnIndex(key, facts)) continue;
        const bare = quoteIdentifier(column.name);
        if (!leadsAnIndex(bare, facts)) continue;
        const weight = share(context, node);
        yield {
          level: "warning",
          node,
          object: `${tableName(facts)}.${bare}`,
          message: `The condition wraps \`${bare}\` in an expression, so the index on \`${bare}\` cannot be used and ${count(seen)} rows are read to keep ${count(kept)} (${percent(context, weight)}). Compare the bare column with a range or a value computed beforehand${key === undefined ? "; the expression depends on settings, so no index can hold it" : `, or index the expression \`${key}\``}.`,
          evidence: evidence(context),
          fix: key === undefined ? undefined : createIndex(facts, [key]),
          weight,
        };
      }
    }
  },
};
