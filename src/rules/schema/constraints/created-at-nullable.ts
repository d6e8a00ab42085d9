import { code } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { alterColumn, isTime, ownColumns } from "../facts/columns.ts";

export const createdAtNullable: Rule<SchemaFacts> = {
  id: "created-at-nullable",
  title: "Rows that were never created",
  effect: "They are in no range of time and at one end of every list.",
  *check(facts) {
    for (const found of ownColumns(facts)) {
      const { column, name, spoken } = found;
      if (!isTime(column) || column.notNull !== null || !CREATED.test(spoken)) continue;
      yield {
        level: "info",
        object: name,
        message: `${code(name)} may be NULL, although every row was created at some time. Make it NOT NULL, on a table in use by plan_migration.`,
        evidence: "rule",
        // with rows, only Postgres knows whether there is a NULL
        ...(column.default === null
          ? {}
          : {
              fix: `${alterColumn(found)} SET NOT NULL;`,
              rollback: `${alterColumn(found)} DROP NOT NULL;`,
            }),
      };
    }
  },
};

const CREATED =
  /^(created|inserted|recorded)(_(at|on|date|time|timestamp))?$|^(date_created|creation_(date|time))$/;
