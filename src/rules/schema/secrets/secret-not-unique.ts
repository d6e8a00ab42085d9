import { code } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { isText, ownColumns } from "../facts/columns.ts";

export const secretNotUnique: Rule<SchemaFacts> = {
  id: "secret-not-unique",
  title: "A token by which rows are found, without a unique index",
  effect: "Each request reads the whole table, and two rows may have the same token.",
  *check(facts) {
    for (const { table, column, name, spoken } of ownColumns(facts)) {
      if (!isText(column) && column.type !== "bytea" && column.type !== "uuid") continue;
      if (
        !/^((session|reset|refresh|access|api|invitation|invite|verification|confirmation|magic_link|login)_)?(token|key)_(hash|digest)$|^(session|reset|refresh|password_reset|invitation|invite|verification|confirmation|magic_link)_token$/.test(
          spoken,
        )
      )
        continue;
      if (
        table.indexes.some(
          ({ keys, unique }) => unique && keys.some((key) => key.expression.includes(column.name)),
        )
      )
        continue;
      yield {
        level: "info",
        object: name,
        message: `${code(name)} is what rows are found by, and has no unique index: each request reads the table, and nothing keeps a token from being given twice. Make it unique.`,
        evidence: "measured",
      };
    }
  },
};
