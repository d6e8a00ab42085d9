import { code } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { ownColumns, retyped } from "../facts/columns.ts";

export const timestampWithoutZone: Rule<SchemaFacts> = {
  id: "timestamp-without-zone",
  title: "A time of which nobody knows where",
  effect:
    "The same value is another moment in each time zone, and differences across a change of the clock are an hour off.",
  *check(facts) {
    for (const found of ownColumns(facts)) {
      const { column, name } = found;
      const precision = /^timestamp(\(\d\))? without time zone$/.exec(column.type)?.[1];
      if (!/^timestamp(\(\d\))? without time zone$/.test(column.type)) continue;
      yield {
        level: "warning",
        object: name,
        message: `${code(name)} is a timestamp without time zone: whoever reads it has to guess the zone. Use timestamptz, which takes the same 8 bytes; the fix reads the values as UTC, and on a table in use it is plan_migration's.`,
        evidence: "rule",
        ...retyped(facts, found, `timestamp${precision ?? ""} with time zone`, {
          using: (value) => `${value} AT TIME ZONE 'UTC'`,
          back: (value) => `${value} AT TIME ZONE 'UTC'`,
        }),
      };
    }
  },
};
