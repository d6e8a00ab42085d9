import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import { partKey } from "../../facts/answers/checks.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { isNotNull, ownTables } from "../facts/tables.ts";

export const checkImpossible: Rule<SchemaFacts> = {
  id: "check-impossible",
  title: "A check that no value passes",
  effect: "Every INSERT is refused, or only NULL gets in.",
  *check({ catalog, answers }) {
    for (const table of ownTables(catalog))
      for (const { name, kind, columns, definition, enforced } of table.constraints) {
        const facts = answers.checks.get(partKey(nameOf(table), name));
        if (kind !== "check" || facts === undefined || facts.neverFalse || !enforced) continue;
        const against = facts.neverTrue ? [] : facts.against;
        // of two that exclude each other, one is told
        if (!facts.neverTrue && !against.some((other) => name < other)) continue;
        // that a table takes no rows of its own may be meant
        if (columns.length === 0) continue;
        const isRequired = columns.some((column) => isNotNull(table, column));
        yield {
          level: isRequired ? "error" : "warning",
          object: nameOf(table),
          about: name,
          message: `Check ${code(name)} of ${code(nameOf(table))} ${facts.neverTrue ? "is true of no value" : `and check ${code(against[0] ?? "")} are never true together`}, as the planner proves: ${isRequired ? "no row can be inserted" : "only NULL passes"}. Correct it: ${code(definition)}.`,
          evidence: "measured",
        };
      }
  },
};
