import { code } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { indexesOf } from "../facts/indexes.ts";
import { bytesText } from "../facts/sizes.ts";

/** Twice of what is needed is normal after splits; a small one is not worth the work. */
const TIMES = 2.5;
const WASTE = 10_000_000;

export const indexBloated: Rule<SchemaFacts> = {
  id: "index-bloated",
  title: "An index that is far larger than its entries",
  effect:
    "It takes room in memory that other pages need, and scans read pages that are nearly empty.",
  *check({ catalog, indexes }) {
    for (const { index, name } of indexesOf(catalog)) {
      const known = indexes.get(name);
      if (known?.idealBytes === undefined || !index.valid) continue;
      const waste = known.bytes - known.idealBytes;
      if (known.bytes < TIMES * known.idealBytes || waste < WASTE) continue;
      yield {
        level: "warning",
        object: name,
        message: `${code(name)} takes ${bytesText(known.bytes)}, where some ${bytesText(known.idealBytes)} would do. Build it anew, which locks nobody out.`,
        evidence: "estimated",
        fix: `REINDEX INDEX CONCURRENTLY ${name};`,
      };
    }
  },
};
