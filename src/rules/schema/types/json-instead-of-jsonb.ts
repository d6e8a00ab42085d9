import { code } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { ownColumns, retyped } from "../facts/columns.ts";

export const jsonInsteadOfJsonb: Rule<SchemaFacts> = {
  id: "json-instead-of-jsonb",
  title: "JSON as text",
  effect:
    "json is parsed again for every access, has no operator = (so neither DISTINCT nor GROUP BY), and no index.",
  *check(facts) {
    for (const found of ownColumns(facts)) {
      const { column, name } = found;
      if (!/^json(\[\])?$/.test(column.type)) continue;
      yield {
        level: "info",
        object: name,
        message: `${code(name)} is json: it cannot be compared or indexed, and is parsed at each access. Use jsonb, unless the exact text with its order of keys has to be kept.`,
        evidence: "rule",
        ...(column.type === "json" && column.default === null
          ? retyped(facts, found, "jsonb", {
              using: (value) => `${value}::jsonb`,
              back: (value) => `${value}::json`,
            })
          : {}),
      };
    }
  },
};
