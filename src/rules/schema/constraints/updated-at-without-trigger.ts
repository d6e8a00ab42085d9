import { code } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { isTime, ownColumns } from "../facts/columns.ts";
import { isSetBefore } from "../facts/triggers.ts";

export const updatedAtWithoutTrigger: Rule<SchemaFacts> = {
  id: "updated-at-without-trigger",
  title: "A time of change that nobody keeps",
  effect:
    "An UPDATE by hand, by a job or by another application leaves the old time, and what syncs by it misses the row.",
  *check(facts) {
    for (const { table, column, name, spoken } of ownColumns(facts)) {
      if (
        !isTime(column) ||
        !/^(updated|modified|last_(updated?|modified|change))(_(at|on))?$/.test(spoken)
      )
        continue;
      if (isSetBefore(facts, table, column.name, "update")) continue;
      yield {
        level: "info",
        object: name,
        message: `No trigger sets ${code(name)} on UPDATE: it is right only as long as every writer thinks of it. Add a BEFORE UPDATE trigger that sets it to now().`,
        evidence: "measured",
      };
    }
  },
};
