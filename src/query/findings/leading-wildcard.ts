import { quoteIdentifier } from "../../sql/quote.ts";
import { constantText } from "../expression/predicate.ts";
import { createIndex, plainColumn, tableName } from "./index-advice.ts";
import type { FindingRule } from "./rule.ts";
import { filteredScans } from "./scan.ts";
import { count, evidence, percent, share } from "./support.ts";

export const leadingWildcard: FindingRule = {
  id: "leading-wildcard",
  title: "Pattern with a leading wildcard",
  condition:
    "LIKE or ILIKE with a pattern that starts with a wildcard keeps few rows of a sequential scan.",
  effect: "A btree index cannot serve it, so every row is read and matched.",
  workaround: "Create a trigram index (pg_trgm); for words in texts use full text search.",
  sources: ["https://www.postgresql.org/docs/18/pgtrgm.html#PGTRGM-INDEX"],
  *check(context) {
    for (const { node, facts, seen, kept, predicates } of filteredScans(context)) {
      if (kept > seen * 0.05) continue;
      for (const { subject, operator, value } of predicates) {
        const pattern = operator === "~~" || operator === "~~*" ? constantText(value) : undefined;
        const column = plainColumn(subject, facts);
        if (
          pattern === undefined ||
          column === undefined ||
          (!/^[%_]/.test(pattern) && operator === "~~")
        )
          continue;
        if (!/[^%_]{3}/.test(pattern)) continue;
        const name = quoteIdentifier(column.name);
        const weight = share(context, node);
        yield {
          level: "warning",
          node,
          object: `${tableName(facts)}.${name}`,
          message: `A ${operator === "~~" ? "LIKE" : "ILIKE"} pattern that no btree index serves makes a sequential scan read ${count(seen)} rows to keep ${count(kept)} (${percent(context, weight)}). Create a trigram index on \`${name}\` with extension pg_trgm.`,
          evidence: evidence(context),
          fix: `create extension if not exists pg_trgm;\n${createIndex(facts, [`${name} gin_trgm_ops`], "gin")};`,
          weight,
        };
      }
    }
  },
};
