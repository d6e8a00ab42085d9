import { code } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { indexesOf, isOptional } from "../facts/indexes.ts";
import { baseTypes } from "../facts/types.ts";

export const indexBtreeOnContainer: Rule<SchemaFacts> = {
  id: "index-btree-on-container",
  title: "A B-tree on an array, jsonb or tsvector",
  effect: "It finds whole values that are equal; no query for what is in them uses it.",
  *check({ catalog }) {
    const base = baseTypes(catalog);
    for (const one of indexesOf(catalog)) {
      const { table, index, name } = one;
      if (index.method !== "btree" || !isOptional(one)) continue;
      for (const key of index.keys) {
        const column = table.columns.find((each) => each.name === key.column);
        if (column === undefined || !isContainer(base(column.type))) continue;
        yield {
          level: "warning",
          object: name,
          about: column.name,
          message: `${code(name)} is a B-tree over ${code(column.name)} (${column.type}): it finds values that are equal as a whole, not what they contain, and refuses a value of more than 2,704 bytes. Use GIN for what is contained.`,
          evidence: "rule",
        };
      }
    }
  },
};

const isContainer = (type: string): boolean =>
  type.endsWith("[]") || type === "jsonb" || type === "tsvector";
