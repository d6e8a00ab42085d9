import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { partKey } from "../../facts/answers/checks.ts";
import { ownTables } from "../facts/tables.ts";

export const checkForNotNull: Rule<SchemaFacts> = {
  id: "check-for-not-null",
  title: "NOT NULL as a check",
  effect: "The planner and clients take the column for one that may be NULL.",
  *check({ catalog, answers }) {
    for (const table of ownTables(catalog))
      for (const { name, kind } of table.constraints) {
        const required = answers.checks.get(partKey(nameOf(table), name))?.requires;
        const column = table.columns.find((one) => one.name === required);
        if (kind !== "check" || column === undefined) continue;
        yield {
          level: "info",
          object: nameOf(table),
          about: name,
          message: `Check ${code(name)} of ${code(nameOf(table))} says no more than NOT NULL of ${code(column.name)}${column.notNull === null ? ". Say that: with a valid check it needs no scan, and the check can go" : ", which it is besides. Drop the check"}.`,
          evidence: "measured",
        };
      }
  },
};
