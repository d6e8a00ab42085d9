import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { triggersOf } from "../facts/triggers.ts";

export const triggerCancelsDelete: Rule<SchemaFacts> = {
  id: "trigger-cancels-delete",
  title: "RETURN NEW of a row that is deleted",
  effect: "NEW is NULL in a DELETE: the row stays, and the statement reports 0 rows and no error.",
  *check(facts) {
    for (const { name, table, when, perRow, events, body } of triggersOf(facts)) {
      if (when !== "before" || !perRow || !events.includes("delete") || body === undefined)
        continue;
      const isNew = body.returns.size > 0 && [...body.returns].every((what) => what === "new");
      if (!isNew || body.raises) continue;
      yield {
        level: "error",
        object: name,
        message: `Trigger ${code(name)} fires BEFORE DELETE and its function returns NEW, which is NULL then: nothing can be deleted from ${code(nameOf(table))}. Return OLD where tg_op is DELETE.`,
        evidence: "measured",
      };
    }
  },
};
