import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { triggersOf } from "../facts/triggers.ts";

export const triggerDiscardsRows: Rule<SchemaFacts> = {
  id: "trigger-discards-rows",
  title: "A trigger that drops what is written",
  effect: "INSERT and UPDATE report 0 rows and no error, and nothing is stored.",
  *check(facts) {
    for (const { name, table, when, perRow, body } of triggersOf(facts)) {
      if (when !== "before" || !perRow || body === undefined) continue;
      const isNull = body.returns.size === 1 && body.returns.has("null");
      // one that raises or writes elsewhere is meant to
      if (!isNull || body.raises || body.relations.length > 0 || body.isDynamic) continue;
      yield {
        level: "error",
        object: name,
        message: `Trigger ${code(name)} fires BEFORE and its function always returns NULL: every row written to ${code(nameOf(table))} is dropped without an error. Return NEW, or OLD for a DELETE.`,
        evidence: "measured",
      };
    }
  },
};
