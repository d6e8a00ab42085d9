import { code } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { lengthOf } from "../../security/facts/columns.ts";
import { isText, ownColumns, retyped } from "../facts/columns.ts";

export const uuidAsText: Rule<SchemaFacts> = {
  id: "uuid-as-text",
  title: "A UUID as text",
  effect:
    "It takes 37 bytes in place of 16, in each index too, and the same UUID in capitals is another one.",
  *check(facts) {
    for (const found of ownColumns(facts)) {
      const { column, name, spoken } = found;
      if (!isText(column)) continue;
      const calls = facts.answers.defaults.get(name)?.calls ?? [];
      const length = lengthOf(column);
      const isMade = calls.some((call) =>
        /(^|\.)(gen_random_uuid|uuidv[47]|uuid_generate_v\d\w*)$/.test(call),
      );
      const isNamed =
        (/(^|_)uuid$/.test(spoken) && (length === undefined || length < 40)) ||
        (/(^|_)guid$/.test(spoken) && length !== undefined && length < 40) ||
        (column.type.endsWith("(36)") && /(^|_)(id|key|ref|token)$/.test(spoken));
      if (!isMade && !isNamed) continue;
      yield {
        level: "warning",
        object: name,
        message: `${code(name)} keeps UUIDs as ${column.type}, more than twice their size, and compares them by letters. Use uuid; columns that refer to it change with it.`,
        evidence: isMade ? "measured" : "rule",
        ...(column.default === null
          ? retyped(facts, found, "uuid", {
              using: (value) => `${value}::uuid`,
              back: (value) => `${value}::text`,
            })
          : {}),
      };
    }
  },
};
