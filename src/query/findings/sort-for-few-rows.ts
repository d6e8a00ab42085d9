import { createIndex } from "./index-advice.ts";
import type { FindingRule } from "./rule.ts";
import { keyIsLeading, limitedSort, sortColumns } from "./sort-columns.ts";
import { ancestors } from "../plan/ancestors.ts";
import { count, evidence, percent, rowsOut, shareBelow } from "./support.ts";

export const sortForFewRows: FindingRule = {
  id: "sort-for-few-rows",
  title: "Whole table sorted for its first rows",
  condition:
    "ORDER BY with LIMIT reads a table in full, at least 5,000 rows, to give less than a hundredth of it.",
  effect: "Every row is read and compared for a few that an index would hand out in order.",
  workaround: "Create an index on the ORDER BY columns.",
  sources: ["https://www.postgresql.org/docs/18/indexes-ordering.html"],
  *check(context) {
    for (const scan of context.plan.nodes) {
      const sort = scan.type === "Seq Scan" ? limitedSort(scan) : undefined;
      const facts = context.relation(scan);
      if (sort === undefined || facts === undefined) continue;
      const columns = sortColumns(context, sort, scan);
      const sorted = rowsOut(scan);
      const given = Math.min(...[...ancestors(sort)].map(rowsOut));
      if (columns.length === 0 || sorted < 5000 || given > sorted / 100) continue;
      if (sorted < (facts.rows ?? 0) * 0.05 || keyIsLeading(columns, facts)) continue;
      const weight = shareBelow(context, sort);
      yield {
        level: "warning",
        node: sort,
        message: `${count(sorted)} rows are read and compared to give the first ${count(given)} (${percent(context, weight)}). Create an index on (${columns.join(", ")}), which hands them out in order.`,
        evidence: evidence(context),
        fix: createIndex(facts, columns),
        weight,
      };
    }
  },
};
