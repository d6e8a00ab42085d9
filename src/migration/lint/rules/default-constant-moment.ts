import { quoteIdentifier } from "../../../sql/quote.ts";
import { columnRule } from "./facts/columns.ts";
import { code } from "./facts/names.ts";

export const defaultConstantMoment = columnRule(
  {
    id: "default-constant-moment",
    title: "Default that is the moment of the migration",
    condition:
      "The default of a new column is 'now' or 'today' as text, which is read when the column is made.",
    effect: "Every later row gets the time at which the migration ran.",
    workaround: "now() or current_date.",
  },
  ({ table, column, at }) => {
    if (!/'\s*(now|today|tomorrow|yesterday)\s*'/i.test(at.statement.text)) return undefined;
    const [, type] = /^'\d{4}-\d\d-\d\d[^']*'::(timestamp|date)/.exec(column.default ?? "") ?? [];
    return type === undefined
      ? undefined
      : {
          level: "warning",
          message: `The default of ${code(column.name)} was read as the constant ${code(column.default ?? "")}: every row gets this moment. Where the time of the insert is meant, write ${type === "date" ? "current_date" : "now()"}.`,
          fix: `ALTER TABLE ${table} ALTER COLUMN ${quoteIdentifier(column.name)} SET DEFAULT ${type === "date" ? "current_date" : "now()"}`,
        };
  },
);
