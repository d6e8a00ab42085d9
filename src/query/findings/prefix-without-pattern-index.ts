import { quoteIdentifier } from "../../sql/quote.ts";
import { constantText } from "../expression/predicate.ts";
import { createIndex, leadsAnIndex, plainColumn, tableName } from "./index-advice.ts";
import type { FindingRule } from "./rule.ts";
import { filteredScans } from "./scan.ts";
import { count, evidence, percent, share } from "./support.ts";

export const prefixWithoutPatternIndex: FindingRule = {
  id: "prefix-without-pattern-index",
  title: "Prefix search without an index that serves it",
  condition:
    "LIKE 'prefix%' keeps few rows of a sequential scan, and the column has no index by bytes.",
  effect:
    "An index in the order of a language's collation cannot serve LIKE, so every row is read.",
  workaround: "Create an index with text_pattern_ops.",
  sources: ["https://www.postgresql.org/docs/18/indexes-opclass.html"],
  *check(context) {
    for (const { node, facts, seen, kept, predicates } of filteredScans(context)) {
      if (kept > seen * 0.05) continue;
      for (const { subject, operator, value } of predicates) {
        const pattern = operator === "~~" ? constantText(value) : undefined;
        const column = plainColumn(subject, facts);
        if (pattern === undefined || column === undefined || /^[%_]/.test(pattern)) continue;
        const name = quoteIdentifier(column.name);
        if (column.bytewise && leadsAnIndex(name, facts)) continue;
        const weight = share(context, node);
        yield {
          level: "warning",
          node,
          object: `${tableName(facts)}.${name}`,
          message: `A search for a prefix of \`${name}\` reads ${count(seen)} rows to keep ${count(kept)} (${percent(context, weight)}), because no index orders the column by bytes, as LIKE needs. Create an index with ${column.bytewise ? "it" : "text_pattern_ops"}.`,
          evidence: evidence(context),
          fix: createIndex(facts, [
            column.bytewise ? name : `${name} ${operatorClass(column.type)}`,
          ]),
          weight,
        };
      }
    }
  },
};

function operatorClass(type: string): string {
  if (type.startsWith("character varying")) return "varchar_pattern_ops";
  return type.startsWith("character") ? "bpchar_pattern_ops" : "text_pattern_ops";
}
