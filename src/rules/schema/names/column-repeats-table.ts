import { code, listed, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { words } from "../../security/facts/columns.ts";
import { singular } from "../facts/inflection.ts";
import { ownTables } from "../facts/tables.ts";

export const columnRepeatsTable: Rule<SchemaFacts> = {
  id: "column-repeats-table",
  title: "The name of the table in each of its columns",
  effect: "Every statement says it twice: users.user_name.",
  *check({ catalog }) {
    for (const table of ownTables(catalog)) {
      const prefix = `${singular(words(table.name))}_`;
      const repeating = table.columns
        .map(({ name }) => name)
        .filter((name) => words(name).startsWith(prefix) && !/_(id|uuid|key)$/.test(words(name)));
      if (repeating.length < 3 || repeating.length * 2 < table.columns.length) continue;
      yield {
        level: "info",
        object: nameOf(table),
        message: `Columns of ${code(nameOf(table))} begin with its name: ${listed(repeating)}. Leave it out.`,
        evidence: "measured",
      };
    }
  },
};
