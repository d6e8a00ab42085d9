import { code } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { isText, ownColumns } from "../facts/columns.ts";

export const idsInArray: Rule<SchemaFacts> = {
  id: "ids-in-array",
  title: "A relationship in a list",
  effect:
    "No foreign key can hold it: deleted rows stay in the lists, and the other direction reads every row.",
  *check(facts) {
    for (const { column, name, spoken } of ownColumns(facts)) {
      const isArray = /^(integer|bigint|uuid|text|character varying(\(\d+\))?)\[\]$/.test(
        column.type,
      );
      const isList =
        isText(column) && spoken.endsWith("_ids") && !/external|message_ids/.test(spoken);
      if (!/(^|_)(ids|uuids)$/.test(spoken) || (!isArray && !isList)) continue;
      yield {
        level: "warning",
        object: name,
        message: `${code(name)} keeps keys of other rows in ${isArray ? "an array" : "a text"}, where no foreign key reaches them. Use a table with a row for each pair.`,
        evidence: "rule",
      };
    }
  },
};
