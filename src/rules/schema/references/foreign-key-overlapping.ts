import { code, listed, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { foreignKeysOf, type ForeignKey } from "../facts/references.ts";

export const foreignKeyOverlapping: Rule<SchemaFacts> = {
  id: "foreign-key-overlapping",
  title: "Two foreign keys to one table that share a column",
  effect:
    "Both are checked at each write, although the longer one says all that the shorter one says.",
  *check({ catalog }) {
    const keys = foreignKeysOf(catalog);
    for (const key of keys) {
      const longer = keys.find((other) => includes(other, key));
      if (longer === undefined) continue;
      const { table, constraint, target } = key;
      yield {
        level: "info",
        object: nameOf(table),
        about: constraint.name,
        message: `${code(constraint.name)} refers by ${listed(constraint.columns)} to ${code(nameOf(target))}, as ${code(longer.name)} does with more columns: where these are never null the longer one says it all. Keep one.`,
        evidence: "measured",
      };
    }
  },
};

const includes = (longer: ForeignKey, shorter: ForeignKey): boolean =>
  longer.table === shorter.table &&
  longer.target === shorter.target &&
  longer.constraint.columns.length > shorter.constraint.columns.length &&
  shorter.constraint.columns.every((name, at) => {
    const found = longer.constraint.columns.indexOf(name);
    return found >= 0 && longer.references.columns[found] === shorter.references.columns[at];
  });
