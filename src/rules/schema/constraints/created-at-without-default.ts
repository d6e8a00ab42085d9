import { code } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { alterColumn, isTime, ownColumns } from "../facts/columns.ts";
import { isSetBefore } from "../facts/triggers.ts";

export const createdAtWithoutDefault: Rule<SchemaFacts> = {
  id: "created-at-without-default",
  title: "A time of creation that each writer has to bring",
  effect: "Scripts and repairs forget it, and clocks of applications differ.",
  *check(facts) {
    for (const found of ownColumns(facts)) {
      const { table, column, name, spoken } = found;
      const isTimestamp = column.type.startsWith("timestamp");
      if (!isTime(column) || !/^(created|inserted)(_(at|on))?$/.test(spoken)) continue;
      if (column.default !== null || column.generated !== null) continue;
      if (isSetBefore(facts, table, column.name, "insert")) continue;
      yield {
        level: "info",
        object: name,
        message: `${code(name)} has no default: who inserts has to know the time. Let Postgres set it: DEFAULT now().`,
        evidence: "rule",
        ...(isTimestamp && column.type.includes("with time zone")
          ? {
              fix: `${alterColumn(found)} SET DEFAULT now();`,
              rollback: `${alterColumn(found)} DROP DEFAULT;`,
            }
          : {}),
      };
    }
  },
};
