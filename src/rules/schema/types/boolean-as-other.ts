import { code } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { isInteger, isText, ownColumns } from "../facts/columns.ts";
import { checksOf } from "../facts/checks.ts";

export const booleanAsOther: Rule<SchemaFacts> = {
  id: "boolean-as-other",
  title: "Yes and no as a number or letter",
  effect: "Every query has to know the spelling, and where no check stands there is a third one.",
  *check(facts) {
    for (const { table, column, name, spoken } of ownColumns(facts)) {
      if (!isText(column) && !isInteger(column)) continue;
      const list = checksOf(facts, table)
        .map(({ lists }) => lists.get(column.name))
        .find((values) => values !== undefined);
      const isChecked =
        list !== undefined &&
        list.length > 1 &&
        PAIRS.has(
          list
            .map((value) => value.toLowerCase())
            .toSorted()
            .join(),
        );
      const isNamed =
        list === undefined &&
        (/^(is|has|can|should|was)_[a-z_]+$|_(flag|yn)$/.test(spoken) ||
          (STATES.test(spoken) &&
            /^(smallint|integer|character( varying)?\(1\))$/.test(column.type))) &&
        !/_(by|at|on|id|to|from|of|count|type|name|reason|level)$/.test(spoken);
      if (!isChecked && !isNamed) continue;
      yield {
        level: isChecked ? "warning" : "info",
        object: name,
        message: `${code(name)} says yes or no as ${column.type}${isChecked ? `, by its check one of ${list.join(" and ")}` : ""}. Use boolean.`,
        evidence: isChecked ? "measured" : "rule",
      };
    }
  },
};

const PAIRS = new Set(["n,y", "no,yes", "f,t", "false,true", "0,1", "off,on"]);
const STATES =
  /^(active|enabled|disabled|verified|archived|published|locked|visible|hidden|approved|confirmed|subscribed)$/;
