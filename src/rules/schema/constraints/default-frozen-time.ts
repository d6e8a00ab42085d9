import { code } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { alterColumn, isTime, ownColumns } from "../facts/columns.ts";

export const defaultFrozenTime: Rule<SchemaFacts> = {
  id: "default-frozen-time",
  title: "A default that is the time of its definition",
  effect: "Each new row gets the moment when somebody ran the DDL.",
  *check(facts) {
    for (const found of ownColumns(facts)) {
      const { column, name, spoken } = found;
      const constant = facts.answers.defaults.get(name)?.constant;
      if (!isTime(column) || column.default === null || constant === undefined) continue;
      // a time to the microsecond, or on a column that says when the row came
      const isExact = /:\d\d\.\d{3,}/.test(constant);
      if (
        !isExact &&
        !/^(created|inserted|updated|modified|recorded|logged)(_(at|on|date|time))?$/.test(spoken)
      )
        continue;
      if (/^-?infinity$/.test(constant) || /^(0001|1900|1970|9999)-/.test(constant)) continue;
      yield {
        level: "warning",
        object: name,
        message: `The default of ${code(name)} is the constant ${code(constant)}: 'now' or a call was evaluated once, when the default was set. Use now().`,
        evidence: "measured",
        fix: `${alterColumn(found)} SET DEFAULT now();`,
        rollback: `${alterColumn(found)} SET DEFAULT ${column.default};`,
      };
    }
  },
};
