import { code } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { alterColumn, ownColumns } from "../facts/columns.ts";

export const defaultLosesZone: Rule<SchemaFacts> = {
  id: "default-loses-zone",
  title: "now() in the zone of whoever inserts",
  effect:
    "Two sessions with different settings write values that are hours apart at the same moment.",
  *check(facts) {
    for (const found of ownColumns(facts)) {
      const { column, name } = found;
      if (!/^timestamp(\(\d\))? without time zone$/.test(column.type)) continue;
      if (column.default !== "now()" && column.default !== "CURRENT_TIMESTAMP") continue;
      yield {
        level: "info",
        object: name,
        message: `The default ${code(column.default)} of ${code(name)} is cut to local time by the TimeZone of each session. Make the column timestamptz, or say the zone.`,
        evidence: "rule",
        fix: `${alterColumn(found)} SET DEFAULT (now() AT TIME ZONE 'UTC');`,
        rollback: `${alterColumn(found)} SET DEFAULT ${column.default};`,
      };
    }
  },
};
