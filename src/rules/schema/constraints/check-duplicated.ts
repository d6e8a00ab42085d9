import { quoteIdentifier } from "../../../sql/quote.ts";
import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { ownTables } from "../facts/tables.ts";

export const checkDuplicated: Rule<SchemaFacts> = {
  id: "check-duplicated",
  title: "One check twice",
  effect: "Each row is checked twice, and who changes one of them wonders why nothing changes.",
  *check({ catalog }) {
    for (const table of ownTables(catalog)) {
      const seen = new Map<string, string>();
      for (const { name, kind, definition, inherited, comment } of table.constraints) {
        if (kind !== "check" || inherited) continue;
        const shape = definition.replace(/ NOT VALID$/, "");
        const first = seen.get(shape);
        seen.set(shape, first ?? name);
        if (first === undefined) continue;
        const alter = `ALTER TABLE ${nameOf(table)}`;
        yield {
          level: "info",
          object: nameOf(table),
          about: name,
          message: `Checks ${code(first)} and ${code(name)} of ${code(nameOf(table))} are the same. Drop one of them.`,
          evidence: "measured",
          ...(comment === null
            ? {
                fix: `${alter} DROP CONSTRAINT ${quoteIdentifier(name)};`,
                rollback: `${alter} ADD CONSTRAINT ${quoteIdentifier(name)} ${definition};`,
              }
            : {}),
        };
      }
    }
  },
};
