import { quoteIdentifier } from "../../../sql/quote.ts";
import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { ownTables } from "../facts/tables.ts";

export const constraintNotValid: Rule<SchemaFacts> = {
  id: "constraint-not-valid",
  title: "A constraint that old rows may violate",
  effect:
    "Readers and the planner cannot rely on it: rows from before it was added were never looked at.",
  *check({ catalog }) {
    for (const table of ownTables(catalog)) {
      const alter = `ALTER TABLE ${nameOf(table)}`;
      for (const { name, kind, validated, enforced, definition, comment } of table.constraints) {
        if (validated || !enforced) continue;
        const constraint = quoteIdentifier(name);
        yield {
          level: "warning",
          object: nameOf(table),
          about: name,
          message: `${kind === "foreign key" ? "Foreign key" : "Check"} ${code(name)} of ${code(nameOf(table))} is NOT VALID: rows from before may violate it. Find them with check_integrity, then validate, which blocks neither reads nor writes.`,
          evidence: "measured",
          ...(comment === null
            ? {
                fix: `${alter} VALIDATE CONSTRAINT ${constraint};`,
                rollback: `${alter} DROP CONSTRAINT ${constraint}, ADD CONSTRAINT ${constraint} ${definition};`,
              }
            : {}),
        };
      }
      for (const { name, notNull } of table.columns)
        if (notNull?.validated === false)
          yield {
            level: "warning",
            object: nameOf(table),
            about: notNull.name ?? name,
            message: `NOT NULL of ${code(`${nameOf(table)}.${name}`)} is NOT VALID: rows from before may have a NULL. Find them, then ${alter} VALIDATE CONSTRAINT ${quoteIdentifier(notNull.name ?? name)}.`,
            evidence: "measured",
          };
    }
  },
};
