import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";

export const viewSorted: Rule<SchemaFacts> = {
  id: "view-sorted",
  title: "A view that sorts",
  effect:
    "Every query on it sorts all rows first, also one that counts them, and an outer query keeps the order by chance only.",
  *check({ catalog, answers }) {
    for (const view of catalog.views) {
      if (view.kind !== "view" || answers.views.get(nameOf(view))?.sorted !== true) continue;
      yield {
        level: "info",
        object: nameOf(view),
        message: `View ${code(nameOf(view))} has an ORDER BY: each query that reads it pays for the sort, and only the outermost ORDER BY is a promise. Sort where the rows are read.`,
        evidence: "measured",
      };
    }
  },
};
