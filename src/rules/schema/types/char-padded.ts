import { code } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { ownColumns, retyped } from "../facts/columns.ts";

export const charPadded: Rule<SchemaFacts> = {
  id: "char-padded",
  title: "Text that is padded with blanks",
  effect:
    "Shorter values are stored with blanks, which LIKE and regular expressions see and = does not.",
  *check(facts) {
    for (const found of ownColumns(facts)) {
      const { column, name } = found;
      if (!/^(character(\(\d+\))?|bpchar)$/.test(column.type)) continue;
      yield {
        level: "info",
        object: name,
        message: `${code(name)} is ${column.type}: shorter values are padded, nothing is faster, and what is too short is not refused. Use text, with a check of its length where it matters.`,
        evidence: "rule",
        ...(column.default === null ? retyped(facts, found, "text") : {}),
      };
    }
  },
};
