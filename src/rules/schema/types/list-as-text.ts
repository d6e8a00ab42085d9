import { code } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { isText, ownColumns } from "../facts/columns.ts";

export const listAsText: Rule<SchemaFacts> = {
  id: "list-as-text",
  title: "Several values in one text",
  effect:
    "LIKE '%red%' finds \"bored\" too and uses no index, and no value can be checked or referred to.",
  *check(facts) {
    for (const { column, name, spoken } of ownColumns(facts)) {
      if (!isText(column) || !LIST.test(spoken)) continue;
      yield {
        level: "info",
        object: name,
        message: `${code(name)} is named as a list, and is one ${column.type}. Make a table with a row for each value, or an array with a GIN index.`,
        evidence: "rule",
      };
    }
  },
};

const LIST =
  /^(\w+_)?(tags|keywords|categories|labels|emails|phones|phone_numbers|roles|permissions|scopes|skills|interests|hobbies|recipients|csv)$|_(csv|comma_separated)$/;
