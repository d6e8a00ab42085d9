import { code } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { ownColumns, retyped } from "../facts/columns.ts";

export const moneyType: Rule<SchemaFacts> = {
  id: "money-type",
  title: "The type money",
  effect: "It keeps no currency, and what its digits mean depends on the server's lc_monetary.",
  *check(facts) {
    for (const found of ownColumns(facts)) {
      const { column, name } = found;
      if (!/^money(\[\])?$/.test(column.type)) continue;
      yield {
        level: "warning",
        object: name,
        message: `${code(name)} is money: the currency and the number of decimals come from the server's settings, not from the row. Use numeric with a scale, or the smallest unit as bigint, and a column for the currency.`,
        evidence: "rule",
        ...(column.type === "money" && column.default === null
          ? retyped(facts, found, "numeric(19,2)")
          : {}),
      };
    }
  },
};
