import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { ownTables } from "../facts/tables.ts";

export const tableOfOneColumn: Rule<SchemaFacts> = {
  id: "table-of-one-column",
  title: "A table of one column or none",
  effect:
    "It says nothing but that the value exists: something was forgotten, or a check would do.",
  *check({ catalog }) {
    for (const table of ownTables(catalog)) {
      const [only] = table.columns;
      if (table.columns.length > 1 || table.inherits.length > 0) continue;
      // a list of words, to which others refer
      const isList = catalog.tables.some(({ constraints }) =>
        constraints.some(
          ({ references }) => references !== null && nameOf(references.table) === nameOf(table),
        ),
      );
      if (isList || table.ofType !== null || /migration|version/i.test(table.name)) continue;
      yield {
        level: "info",
        object: nameOf(table),
        message: `${code(nameOf(table))} has ${only === undefined ? "no column" : `no column but ${code(only.name)}`}, and nothing refers to it. Add what is missing, or use a check or an enum.`,
        evidence: "measured",
      };
    }
  },
};
