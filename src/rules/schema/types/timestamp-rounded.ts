import { code } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { ownColumns } from "../facts/columns.ts";

export const timestampRounded: Rule<SchemaFacts> = {
  id: "timestamp-rounded",
  title: "A moment that is rounded",
  effect:
    "Values are rounded, not cut off: what happened now lies up to half a second in the future.",
  *check(facts) {
    for (const { column, name } of ownColumns(facts)) {
      if (!/^timestamp\([012]\)/.test(column.type)) continue;
      yield {
        level: "info",
        object: name,
        message: `${code(name)} is ${column.type}, which rounds: a row may be from the future, and rows in order get equal times. Keep the full precision, and cut it off where it is shown: date_trunc('second', ...).`,
        evidence: "rule",
      };
    }
  },
};
