import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { indexesOf, isOptional } from "../facts/indexes.ts";
import { countText, shareText } from "../facts/sizes.ts";

/** Beyond this share of a table the planner reads it whole. */
const SHARE = 0.5;
const ROWS = 10_000;
const VALUES = 20;

export const indexLowSelectivity: Rule<SchemaFacts> = {
  id: "index-low-selectivity",
  title: "An index on a column that is nearly always the same",
  effect:
    "For the frequent value the table is read all the same, and most entries are of that one.",
  *check({ catalog, tables }) {
    for (const one of indexesOf(catalog)) {
      const { table, index, name } = one;
      const [key] = index.keys;
      if (!isOptional(one) || index.keys.length !== 1 || key?.column === null || key === undefined)
        continue;
      if (index.predicate !== null || !["btree", "hash"].includes(index.method)) continue;
      const known = tables.get(nameOf(table));
      const column = known?.columns.get(key.column);
      if (known === undefined || column === undefined || known.rows < ROWS) continue;
      if (column.distinct < 0 || column.distinct > VALUES || column.commonest < SHARE) continue;
      yield {
        level: "info",
        object: name,
        message: `${shareText(column.commonest)} of the ${countText(known.rows)} rows of ${code(nameOf(table))} have one and the same ${code(key.column)}, of ${countText(column.distinct)} values: for that one no query uses ${code(name)}. Leave it out by a condition of the index, or lead with a column that tells rows apart.`,
        evidence: "estimated",
      };
    }
  },
};
