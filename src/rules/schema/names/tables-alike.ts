import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { words } from "../../security/facts/columns.ts";
import { singular } from "../facts/inflection.ts";
import { ownTables } from "../facts/tables.ts";

export const tablesAlike: Rule<SchemaFacts> = {
  id: "tables-alike",
  title: "Two tables with one name",
  effect: 'users and "User": half of the code reads the one and half the other.',
  *check({ catalog }) {
    const seen = new Map<string, string>();
    for (const table of ownTables(catalog)) {
      const key = `${table.schema} ${singular(words(table.name)).replaceAll("_", "")}`;
      const first = seen.get(key);
      seen.set(key, first ?? nameOf(table));
      if (first === undefined) continue;
      yield {
        level: "warning",
        object: nameOf(table),
        message: `${code(nameOf(table))} and ${code(first)} differ by a plural or by capitals only. Merge them, or say in the names what differs.`,
        evidence: "measured",
      };
    }
  },
};
