import { code, listed, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { ownTables } from "../facts/tables.ts";

/** Columns. */
const WIDE = 5;

export const primaryKeyWide: Rule<SchemaFacts> = {
  id: "primary-key-wide",
  title: "A primary key of many columns",
  effect: "Whatever refers to a row repeats all of them, in its columns, its index and its joins.",
  *check({ catalog }) {
    for (const table of ownTables(catalog)) {
      const key = table.constraints.find(({ kind }) => kind === "primary key");
      if (key === undefined || key.columns.length < WIDE) continue;
      yield {
        level: "info",
        object: nameOf(table),
        message: `The key of ${code(nameOf(table))} has ${key.columns.length} columns: ${listed(key.columns)}. Where other tables or addresses refer to its rows, give it a key of one column, and make these unique.`,
        evidence: "measured",
      };
    }
  },
};
