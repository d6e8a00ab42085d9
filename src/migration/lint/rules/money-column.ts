import { columnRule, retype } from "./facts/columns.ts";
import { code } from "./facts/names.ts";

export const moneyColumn = columnRule(
  {
    id: "money-column",
    title: "money",
    condition: "A new column has the type money.",
    effect:
      "Currency and digits come from the setting lc_monetary of whoever reads or restores it.",
    workaround: "numeric, with the currency in a column of its own.",
  },
  (made) =>
    made.column.type === "money"
      ? {
          level: "warning",
          message: `${code(made.column.name)} is of type money: its currency and digits are those of lc_monetary, so another server or a restore reads other amounts. Use numeric(12,2) or whole cents in bigint, and the currency beside it.`,
          fix: retype(made, "numeric(12,2)"),
        }
      : undefined,
);
