import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { indexesOf } from "../facts/indexes.ts";

/** Bytes on average; a B-tree refuses a row of more than 2,704 after compression. */
const LONG = 250;

export const indexOnLongValues: Rule<SchemaFacts> = {
  id: "index-on-long-values",
  title: "A B-tree over long values",
  effect:
    "It is nearly as large as the table, and a value that is too long is refused when it is written.",
  *check({ catalog, tables }) {
    for (const { table, index, name } of indexesOf(catalog)) {
      if (index.method !== "btree") continue;
      const known = tables.get(nameOf(table));
      for (const { column } of index.keys) {
        const bytes = column === null ? 0 : (known?.columns.get(column)?.averageBytes ?? 0);
        if (column === null || bytes < LONG) continue;
        yield {
          level: "warning",
          object: name,
          about: column,
          message: `${code(name)} has ${code(column)} in it, ${bytes} bytes on average: a value of more than 2,704 bytes, compressed, is refused when it is written. Index a digest of it, its beginning, or by GIN what is searched in it.`,
          evidence: "estimated",
        };
      }
    }
  },
};
