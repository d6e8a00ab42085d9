import type { LintRule } from "../rule.ts";
import { drops } from "./facts/drops.ts";
import { code } from "./facts/names.ts";
import { initial } from "./facts/set.ts";

export const dropSchema: LintRule = {
  id: "drop-schema",
  title: "DROP SCHEMA",
  condition: "A schema that was there before the migrations is dropped.",
  effect: "With CASCADE all its tables go with their rows.",
  workaround: "Drop its objects by name, after a rename during which nobody missed them.",
  *check(set) {
    const schemas = new Set(initial(set)?.schemas.map(({ name }) => name));
    for (const at of set.statements)
      for (const { name, cascades } of drops(at, "OBJECT_SCHEMA")) {
        if (!schemas.has(name.replaceAll('"', ""))) continue;
        const tables = at.before.tables.filter(({ schema }) => schema === name).length;
        yield {
          level: "error",
          at,
          object: name,
          message: `The schema ${code(name)} is dropped${cascades ? ` with ${tables} tables and everything else in it` : ""}; nothing but a backup brings that back. Rename the schema, wait until nobody has missed it, then drop its objects by name without CASCADE.`,
          evidence: "rule",
        };
      }
  },
};
