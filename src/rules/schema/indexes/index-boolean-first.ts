import { code } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { indexesOf, isOptional } from "../facts/indexes.ts";
import { baseTypes } from "../facts/types.ts";

export const indexBooleanFirst: Rule<SchemaFacts> = {
  id: "index-boolean-first",
  title: "An index that begins with a boolean",
  effect: "It halves the table at best: whoever asks for the frequent half reads the table anyway.",
  *check({ catalog }) {
    const base = baseTypes(catalog);
    for (const one of indexesOf(catalog)) {
      const { table, index, name } = one;
      if (index.method !== "btree" || !isOptional(one)) continue;
      const first = table.columns.find((column) => column.name === index.keys[0]?.column);
      if (first === undefined || base(first.type) !== "boolean") continue;
      const alone = index.keys.length === 1;
      yield {
        level: alone ? "warning" : "info",
        object: name,
        message: alone
          ? `${code(name)} tells true from false alone${index.predicate === null ? "" : ", among the rows of its condition"}: who asks for the frequent one reads the table, and who asks for the rare one is better served by an index on what he looks for, WHERE ${code(first.name)} is the rare one. Make it partial.`
          : `${code(name)} begins with ${code(first.name)}, a boolean: queries that do not name it cannot use the index well. Put it last, or make it the index's condition.`,
        evidence: "rule",
      };
    }
  },
};
