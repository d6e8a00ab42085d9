import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { foreignKeysOf } from "../facts/references.ts";

export const foreignKeyAcrossSchemas: Rule<SchemaFacts> = {
  id: "foreign-key-across-schemas",
  title: "A foreign key into another schema",
  effect:
    "A dump or a restore of one schema alone fails, and its owner needs REFERENCES in the other.",
  *check({ catalog }) {
    for (const { table, target, constraint } of foreignKeysOf(catalog)) {
      if (table.schema === target.schema) continue;
      yield {
        level: "info",
        object: nameOf(table),
        about: constraint.name,
        message: `${code(constraint.name)} of ${code(nameOf(table))} refers to ${code(nameOf(target))}: neither schema can be dumped, restored or dropped alone. Leave it if the two belong together.`,
        evidence: "measured",
      };
    }
  },
};
