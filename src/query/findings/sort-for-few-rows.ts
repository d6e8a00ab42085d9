import { keyIsLeading } from "./sort-columns.ts";
import { createIndex } from "./index-advice.ts";
import { sortColumns } from "./sort-columns.ts";
import type { FindingRule } from "./rule.ts";
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
    for (const sort of context.plan.nodes) {
      const above = sort.parent?.type === "Gather Merge" ? sort.parent.parent : sort.parent;
      const [scan] = sort.children;
      if (sort.type !== "Sort" || above?.type !== "Limit" || scan?.type !== "Seq Scan") continue;
      const facts = context.relation(scan);
      const columns = sortColumns(context, sort, scan);
      const sorted = rowsOut(scan);
      if (
        facts === undefined ||
        columns.length === 0 ||
        sorted < 5000 ||
        rowsOut(above) > sorted / 100
      )
        continue;
      if (sorted < (facts.rows ?? 0) * 0.05 || keyIsLeading(columns, facts)) continue;
      const weight = shareBelow(context, sort);
      yield {
        level: "warning",
        node: sort,
        message: `${count(sorted)} rows are read and compared to give the first ${count(rowsOut(above))} (${percent(context, weight)}). Create an index on (${columns.join(", ")}), which hands them out in order.`,
        evidence: evidence(context),
        fix: createIndex(facts, columns),
        weight,
      };
    }
  },
};
