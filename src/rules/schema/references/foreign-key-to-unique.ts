import { code, listed, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { foreignKeysOf } from "../facts/references.ts";
import { isNotNull } from "../facts/tables.ts";

export const foreignKeyToUnique: Rule<SchemaFacts> = {
  id: "foreign-key-to-unique",
  title: "A foreign key to something else than the primary key",
  effect: "What it refers to may change or be null, and the reference with it.",
  *check({ catalog }) {
    for (const { table, target, constraint, references } of foreignKeysOf(catalog)) {
      const key = target.constraints.find(({ kind }) => kind === "primary key");
      const same = new Set(references.columns);
      // A key with the tenant's column beside it holds rows of one tenant together.
      if (key?.columns.every((name) => same.has(name)) === true) continue;
      const nullable = references.columns.filter((name) => !isNotNull(target, name));
      yield {
        level: nullable.length > 0 ? "warning" : "info",
        object: nameOf(table),
        about: constraint.name,
        message: `${code(constraint.name)} refers to ${listed(references.columns)} of ${code(nameOf(target))}, which is unique but not the primary key${nullable.length > 0 ? ", and may be null: such a row nobody can refer to" : ""}. Refer to the primary key, unless this one never changes.`,
        evidence: "measured",
      };
    }
  },
};
