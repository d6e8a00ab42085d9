import { code } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { ownColumns } from "../facts/columns.ts";

export const timeWithZone: Rule<SchemaFacts> = {
  id: "time-with-zone",
  title: "A time of day with a zone",
  effect: "Without a date nobody knows whether summer time holds, so the offset says nothing.",
  *check(facts) {
    for (const { column, name } of ownColumns(facts)) {
      if (!/^time(\(\d\))? with time zone(\[\])?$/.test(column.type)) continue;
      yield {
        level: "warning",
        object: name,
        message: `${code(name)} is a time with time zone, whose offset is right on some days of the year only. Use timestamptz for a moment, or time beside the name of a zone for an hour of every day.`,
        evidence: "rule",
      };
    }
  },
};
