import { code, listed, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { isChecked } from "../facts/checks.ts";
import { ownTables } from "../facts/tables.ts";

export const booleanNullable: Rule<SchemaFacts> = {
  id: "boolean-nullable",
  title: "Yes, no, or neither",
  effect: "A row with NULL is in neither of `WHERE x` and `WHERE NOT x`.",
  *check({ catalog }) {
    for (const table of ownTables(catalog)) {
      const open = table.columns
        .filter(
          ({ type, notNull, generated, inherited }) =>
            type === "boolean" && notNull === null && generated === null && !inherited,
        )
        .map(({ name }) => name)
        .filter((name) => !isChecked(table, name));
      if (open.length === 0) continue;
      yield {
        level: "info",
        object: nameOf(table),
        message: `${listed(open)} of ${code(nameOf(table))} may be NULL besides true and false. Give ${open.length === 1 ? "it" : "them"} a default and NOT NULL, unless "not known" is meant.`,
        evidence: "measured",
      };
    }
  },
};
