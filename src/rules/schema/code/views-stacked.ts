import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";

export const viewsStacked: Rule<SchemaFacts> = {
  id: "views-stacked",
  title: "Views on views on views",
  effect:
    "A query on the uppermost joins what it does not need, and a column below cannot be changed without making all of them again.",
  *check({ catalog, answers }) {
    const depths = new Map<string, number>();
    const depth = (name: string): number => {
      const known = depths.get(name);
      if (known !== undefined) return known;
      depths.set(name, 0);
      const found = answers.views.get(name);
      const own = found === undefined ? 0 : 1 + Math.max(0, ...found.reads.map(depth));
      depths.set(name, own);
      return own;
    };
    const below = new Set([...answers.views.values()].flatMap(({ reads }) => reads));
    for (const view of catalog.views) {
      const levels = depth(nameOf(view));
      if (levels < MOST || below.has(nameOf(view))) continue;
      yield {
        level: "info",
        object: nameOf(view),
        message: `${code(nameOf(view))} stands on ${levels - 1} levels of other views. Let it read the tables, or keep what is in between as a materialized view.`,
        evidence: "measured",
      };
    }
  },
};

const MOST = 4;
