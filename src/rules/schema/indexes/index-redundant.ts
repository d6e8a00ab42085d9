import { code } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { indexesOf, isOptional, orderOf, removal, type IndexOf } from "../facts/indexes.ts";

export const indexRedundant: Rule<SchemaFacts> = {
  id: "index-redundant",
  title: "An index that begins another one",
  effect: "Each write keeps both up to date, although the longer one answers the same queries.",
  *check({ catalog }) {
    const all = indexesOf(catalog).filter(({ index }) => index.method === "btree");
    for (const one of all) {
      if (!isOptional(one)) continue;
      const longer = all.find((other) => other.table === one.table && serves(other, one));
      if (longer === undefined) continue;
      yield {
        level: "warning",
        object: one.name,
        message: `${code(one.name)} is how ${code(longer.name)} begins: what it finds, the longer one finds too, and each write keeps both. Drop it, unless its smaller size counts.`,
        evidence: "measured",
        ...removal(one),
      };
    }
  },
};

/** Whether the first one begins with all that the second one is, over the same rows, and holds all columns that it holds. */
function serves({ index: longer }: IndexOf, { index: shorter }: IndexOf): boolean {
  if (!longer.valid || longer.predicate !== shorter.predicate) return false;
  const [keys, begins] = [orderOf(longer), orderOf(shorter)];
  if (!begins.every((key, at) => keys[at] === key)) return false;
  const held = new Set([...longer.keys.map(({ column }) => column), ...longer.include]);
  if (!shorter.include.every((column) => held.has(column))) return false;
  // The same keys and columns are told as duplicates.
  return keys.length > begins.length || longer.include.length > shorter.include.length;
}
