import { quoteIdentifier } from "../../../sql/quote.ts";
import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import { partKey } from "../../facts/answers/checks.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { ownTables } from "../facts/tables.ts";

export const checkWithoutEffect: Rule<SchemaFacts> = {
  id: "check-without-effect",
  title: "A check that no row can violate",
  effect:
    "What it was meant to forbid is allowed: often an OR that had to be an AND, or a comparison with NULL.",
  *check({ catalog, answers }) {
    for (const table of ownTables(catalog))
      for (const { name, kind, definition, comment, enforced } of table.constraints) {
        const facts = answers.checks.get(partKey(nameOf(table), name));
        if (kind !== "check" || facts?.neverFalse !== true || !enforced) continue;
        const alter = `ALTER TABLE ${nameOf(table)}`;
        yield {
          level: "warning",
          object: nameOf(table),
          about: name,
          message: `Check ${code(name)} of ${code(nameOf(table))} is false of no row, as the planner proves: ${code(definition)}. Write what is meant, or drop it.`,
          evidence: "measured",
          ...(comment === null
            ? {
                fix: `${alter} DROP CONSTRAINT ${quoteIdentifier(name)};`,
                rollback: `${alter} ADD CONSTRAINT ${quoteIdentifier(name)} ${definition};`,
              }
            : {}),
        };
      }
  },
};
