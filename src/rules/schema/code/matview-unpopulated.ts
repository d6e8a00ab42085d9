import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";

export const matviewUnpopulated: Rule<SchemaFacts> = {
  id: "matview-unpopulated",
  title: "A materialized view without contents",
  effect: "Every query on it fails until it is refreshed.",
  *check({ catalog, isText }) {
    // pg_dump writes WITH NO DATA of all, and fills them afterwards
    if (isText) return;
    for (const view of catalog.views) {
      if (view.populated) continue;
      yield {
        level: "error",
        object: nameOf(view),
        message: `Materialized view ${code(nameOf(view))} has never been filled: who reads it gets an error. Refresh it.`,
        evidence: "measured",
        fix: `REFRESH MATERIALIZED VIEW ${nameOf(view)};`,
        rollback: `REFRESH MATERIALIZED VIEW ${nameOf(view)} WITH NO DATA;`,
      };
    }
  },
};
