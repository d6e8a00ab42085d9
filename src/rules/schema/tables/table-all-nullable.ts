import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { ownTables } from "../facts/tables.ts";

export const tableAllNullable: Rule<SchemaFacts> = {
  id: "table-all-nullable",
  title: "Rows that need not say anything",
  effect: "An empty row is valid, so each reader has to expect NULL in each column.",
  *check({ catalog }) {
    for (const table of ownTables(catalog)) {
      const keys = table.constraints.find(({ kind }) => kind === "primary key")?.columns ?? [];
      const others = table.columns.filter(
        ({ name, generated }) => !keys.includes(name) && generated === null,
      );
      if (others.length < 2 || others.some(({ notNull }) => notNull !== null)) continue;
      if (table.constraints.some(({ kind }) => kind === "check")) continue;
      yield {
        level: "info",
        object: nameOf(table),
        message: `All ${others.length} columns of ${code(nameOf(table))}${keys.length === 0 ? "" : " beside its key"} may be NULL. Make NOT NULL what every row has.`,
        evidence: "measured",
      };
    }
  },
};
