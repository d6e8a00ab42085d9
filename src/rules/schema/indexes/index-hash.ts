import { code } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { indexesOf, removal } from "../facts/indexes.ts";

export const indexHash: Rule<SchemaFacts> = {
  id: "index-hash",
  title: "A hash index",
  effect:
    "It finds what is equal and nothing else: no order, no range, no uniqueness, no second column.",
  *check({ catalog }) {
    for (const one of indexesOf(catalog)) {
      const { table, index, name } = one;
      if (index.method !== "hash" || !index.valid) continue;
      const [key] = index.keys;
      const tree = table.indexes.find(
        (other) =>
          other.method === "btree" &&
          other.valid &&
          other.keys[0]?.expression === key?.expression &&
          other.predicate === index.predicate,
      );
      yield {
        level: tree === undefined ? "info" : "warning",
        object: name,
        message:
          tree === undefined
            ? `${code(name)} is a hash index: it serves equality alone, neither order nor ranges nor a unique constraint. Keep it for long values that are only ever compared; else make it a B-tree.`
            : `${code(name)} finds nothing that the B-tree ${code(tree.name)} does not find. Drop it.`,
        evidence: "rule",
        ...(tree === undefined ? {} : removal(one)),
      };
    }
  },
};
