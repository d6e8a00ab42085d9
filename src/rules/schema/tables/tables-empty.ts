import { quoteIdentifier } from "../../../sql/quote.ts";
import { code, listed, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { ownTables } from "../facts/tables.ts";

export const tablesEmpty: Rule<SchemaFacts> = {
  id: "tables-empty",
  title: "Tables without a row",
  effect: "Somebody planned them and nobody came: each is a question to whoever reads the schema.",
  *check({ catalog, tables }) {
    for (const schema of new Set(catalog.tables.map((table) => table.schema))) {
      const own = ownTables(catalog).filter((table) => table.schema === schema);
      const empty = own.filter((table) => tables.get(nameOf(table))?.bytes === 0);
      // where all are, the database is new
      if (empty.length === 0 || empty.length === own.length) continue;
      yield {
        level: "info",
        object: quoteIdentifier(schema),
        message: `${empty.length} of ${own.length} tables in ${code(schema)} are empty: ${listed(empty.map(({ name }) => name))}. Drop those that nothing is going to fill.`,
        evidence: "measured",
      };
    }
  },
};
