import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { ownTables } from "../facts/tables.ts";

export const tableWide: Rule<SchemaFacts> = {
  id: "table-wide",
  title: "A table of very many columns",
  effect: "Each UPDATE writes the whole row anew, and each SELECT * carries all of it.",
  *check({ catalog }) {
    for (const table of ownTables(catalog)) {
      if (table.columns.length < MANY) continue;
      yield {
        level: "info",
        object: nameOf(table),
        message: `${code(nameOf(table))} has ${table.columns.length} columns. Move what belongs together, is rarely filled or often updated to a table of its own, with the same key.`,
        evidence: "measured",
      };
    }
  },
};

const MANY = 60;
