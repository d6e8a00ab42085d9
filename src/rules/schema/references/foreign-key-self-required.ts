import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { foreignKeysOf } from "../facts/references.ts";
import { isNotNull } from "../facts/tables.ts";

export const foreignKeySelfRequired: Rule<SchemaFacts> = {
  id: "foreign-key-self-required",
  title: "Each row needs another one of its own table",
  effect: "The first row, and each root, can only refer to itself.",
  *check({ catalog }) {
    for (const { table, target, constraint } of foreignKeysOf(catalog)) {
      if (table !== target || !constraint.columns.every((name) => isNotNull(table, name))) continue;
      yield {
        level: "warning",
        object: nameOf(table),
        about: constraint.name,
        message: `${code(constraint.name)} refers to its own table and is never null: a root has to refer to itself, and queries that climb the tree have to know that. Let it be null for roots.`,
        evidence: "measured",
      };
    }
  },
};
