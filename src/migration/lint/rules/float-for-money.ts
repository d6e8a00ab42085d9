import { columnRule, retype } from "./facts/columns.ts";
import { code } from "./facts/names.ts";

export const floatForMoney = columnRule(
  {
    id: "float-for-money",
    title: "Amounts as floating point",
    condition: "A new column whose name speaks of money has the type real or double precision.",
    effect: "0.1 + 0.2 is not 0.3: sums depend on the order of the rows, and = misses.",
    workaround: "numeric.",
  },
  (made) =>
    /^(real|double precision)$/.test(made.column.type) && MONEY.test(made.column.name)
      ? {
          level: "warning",
          message: `${code(made.column.name)} looks like an amount and is ${code(made.column.type)}: most decimal fractions are not exact in it, and sums depend on the order of rows. Use numeric.`,
          fix: retype(made, "numeric"),
        }
      : undefined,
);

const MONEY =
  /(^|_)(price|amount|cost|fee|balance|salary|wage|revenue|tax|vat|discount|total|subtotal|payment|refund|budget|debit|credit)s?($|_)/i;
