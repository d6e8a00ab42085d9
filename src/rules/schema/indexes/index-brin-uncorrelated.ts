import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { indexesOf } from "../facts/indexes.ts";

const CORRELATED = 0.9;
const ROWS = 10_000;

export const indexBrinUncorrelated: Rule<SchemaFacts> = {
  id: "index-brin-uncorrelated",
  title: "A BRIN index over rows that are in another order",
  effect: "Each range of pages has nearly every value, so that queries read nearly all of them.",
  *check({ catalog, tables }) {
    for (const { table, index, name } of indexesOf(catalog)) {
      if (index.method !== "brin") continue;
      const known = tables.get(nameOf(table));
      if (known === undefined || known.rows < ROWS) continue;
      for (const { column, opclass } of index.keys) {
        // Those that keep several ranges, or a filter, of a range of pages do not need the order.
        if (column === null || /bloom|multi/.test(opclass.name)) continue;
        const correlation = known.columns.get(column)?.correlation ?? null;
        if (correlation === null || Math.abs(correlation) >= CORRELATED) continue;
        yield {
          level: "warning",
          object: name,
          about: column,
          message: `${code(name)} is a BRIN over ${code(column)}, whose order is not that of the rows (correlation ${correlation.toFixed(2)}): queries read nearly every page. Use a B-tree, or write rows in that order.`,
          evidence: "estimated",
        };
      }
    }
  },
};
