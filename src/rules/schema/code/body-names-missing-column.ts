import { code, listed } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";

export const bodyNamesMissingColumn: Rule<SchemaFacts> = {
  id: "body-names-missing-column",
  title: "A function that names a column which is not there",
  effect: "The column was renamed or dropped, and the function fails when it comes to the line.",
  *check({ answers, isPartial }) {
    if (isPartial === true) return;
    for (const [name, { missingColumns }] of answers.routines) {
      if (missingColumns.length === 0) continue;
      yield {
        level: "warning",
        object: name,
        message: `${code(name)} names ${listed([...new Set(missingColumns.map(({ table, column }) => `${table}.${column}`))])}, which does not exist: the statement fails. Correct the function.`,
        evidence: "measured",
      };
    }
  },
};
