import { quoteIdentifier } from "../../../sql/quote.ts";
import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { ownTables } from "../facts/tables.ts";

export const constraintNotEnforced: Rule<SchemaFacts> = {
  id: "constraint-not-enforced",
  title: "A constraint that constrains nothing",
  effect: "It reads like a promise, and every row may break it.",
  *check({ catalog }) {
    for (const table of ownTables(catalog))
      for (const { name, kind, enforced } of table.constraints) {
        if (enforced) continue;
        const alter = `ALTER TABLE ${nameOf(table)} ALTER CONSTRAINT ${quoteIdentifier(name)}`;
        yield {
          level: "warning",
          object: nameOf(table),
          about: name,
          message: `${kind === "foreign key" ? "Foreign key" : "Check"} ${code(name)} of ${code(nameOf(table))} is NOT ENFORCED: Postgres never looks at it. ${kind === "foreign key" ? "Enforce it, which checks all rows" : "Add it again without those words, NOT VALID first"}.`,
          evidence: "measured",
          ...(kind === "foreign key"
            ? { fix: `${alter} ENFORCED;`, rollback: `${alter} NOT ENFORCED;` }
            : {}),
        };
      }
  },
};
