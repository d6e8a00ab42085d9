import { code } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { isText, ownColumns } from "../facts/columns.ts";

export const numberAsText: Rule<SchemaFacts> = {
  id: "number-as-text",
  title: "A number as text",
  effect: "'10' sorts before '9', sums need a cast that fails at the first row with other letters.",
  *check(facts) {
    for (const { column, name, spoken } of ownColumns(facts)) {
      if (!isText(column) || !NUMBER.test(spoken)) continue;
      yield {
        level: "warning",
        object: name,
        message: `${code(name)} keeps a number as ${column.type}: '10' sorts before '9', and nothing refuses letters. Use numeric, or integer where it is counted.`,
        evidence: "rule",
      };
    }
  },
};

const NUMBER =
  /^(price|amount|quantity|qty|total|subtotal|balance|cost|age|weight_kg|height_cm|latitude|longitude|lat|lng|lon|salary|percentage|percent|discount|(\w+_)?(count|amount|price|cost|quantity))$/;
