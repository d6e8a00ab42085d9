import { code, listed } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";

export const bodyNamesMissingRelation: Rule<SchemaFacts> = {
  id: "body-names-missing-relation",
  title: "A function that names a table which is not there",
  effect: "It is looked for when the line runs, and fails then.",
  *check({ answers, isText, isPartial }) {
    if (isPartial === true) return;
    for (const [name, { missing }] of answers.routines) {
      if (missing.length === 0) continue;
      yield {
        // a text may be a part of the schema
        level: isText ? "info" : "warning",
        object: name,
        message: `${code(name)} names ${listed([...new Set(missing)])}, which no schema has and no function makes: the call fails there. Correct the name, or drop the function.`,
        evidence: "measured",
      };
    }
  },
};
