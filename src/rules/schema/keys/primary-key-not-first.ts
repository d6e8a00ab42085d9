import { code, listed, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { ownTables } from "../facts/tables.ts";

export const primaryKeyNotFirst: Rule<SchemaFacts> = {
  id: "primary-key-not-first",
  title: "A primary key behind other columns",
  effect:
    "Whoever reads the table looks for the key, and so does Postgres in each row, behind what has no fixed length.",
  *check({ catalog }) {
    for (const table of ownTables(catalog)) {
      const key = table.constraints.find(({ kind }) => kind === "primary key");
      const first = table.columns[0];
      if (key === undefined || first === undefined || key.columns.includes(first.name)) continue;
      // What parents have comes first whatever the child says.
      if (first.inherited) continue;
      yield {
        level: "info",
        object: nameOf(table),
        message: `The key of ${code(nameOf(table))}, ${listed(key.columns)}, stands behind ${code(first.name)}: people look for it in front. In a table that is made anew, put it first.`,
        evidence: "rule",
      };
    }
  },
};
