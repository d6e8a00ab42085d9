import { code } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { ownColumns, retyped } from "../facts/columns.ts";

export const moneyInFloat: Rule<SchemaFacts> = {
  id: "money-in-float",
  title: "Money in binary floating point",
  effect: "0.1 + 0.2 is not 0.3: sums are off by cents, and differ with the order of the rows.",
  *check(facts) {
    for (const found of ownColumns(facts)) {
      const { table, column, name, spoken } = found;
      const isSum = /^(sub|grand_)?_?total$/.test(spoken) && SALE.test(table.name);
      if (!/^(real|double precision)$/.test(column.type) || (!isSum && !MONEY.test(spoken)))
        continue;
      if (NO_MONEY.test(spoken)) continue;
      yield {
        level: "warning",
        object: name,
        message: `${code(name)} keeps money as ${column.type}, which cannot hold most decimal fractions. Use numeric, or the smallest unit as bigint.`,
        evidence: "rule",
        ...(column.default === null ? retyped(facts, found, "numeric") : {}),
      };
    }
  },
};

const MONEY =
  /(^|_)(price|cost|amount|balance|salary|wage|fee|fees|revenue|payment|paid|refund|invoice_total|subtotal|grand_total|total_price|total_amount|vat|tax|discount_amount|credit_limit|budget|money|cash|deposit|payout|payable|receivable|income|freight|charge|surcharge|net|gross)(_(usd|eur|gbp|chf|each|total|net|gross))?$|^(usd|eur|gbp|chf)$/;
const NO_MONEY =
  /(^|_)(rate|ratio|percent|percentage|pct|factor|score|weight|elasticity|index)(_|$)/;
/** What a sum is of money in. */
const SALE = /order|invoice|payment|cart|sale|bill|purchase|receipt|checkout|transaction|basket/i;
