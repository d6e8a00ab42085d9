import { code, listed, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { isChecked } from "../facts/checks.ts";
import { columnOfTable } from "../facts/columns.ts";
import { ownTables } from "../facts/tables.ts";

export const amountWithoutBound: Rule<SchemaFacts> = {
  id: "amount-without-bound",
  title: "Prices and quantities below zero",
  effect: "A mistake in a sign is stored, summed and invoiced.",
  *check({ catalog }) {
    for (const table of ownTables(catalog)) {
      const free = table.columns
        .filter(
          ({ type, inherited, generated }) => NUMBER.test(type) && !inherited && generated === null,
        )
        .map((column) => columnOfTable(table, column))
        .filter(
          ({ column, spoken }) => NEVER_NEGATIVE.test(spoken) && !isChecked(table, column.name),
        );
      const [first] = free;
      if (first === undefined) continue;
      yield {
        level: "info",
        object: nameOf(table),
        message: `Nothing refuses a negative ${listed(free.map(({ column }) => column.name))} in ${code(nameOf(table))}. Add CHECK (${first.column.name} >= 0), NOT VALID first and validated afterwards where there are rows.`,
        evidence: "rule",
      };
    }
  },
};

const NUMBER = /^(smallint|integer|bigint|numeric|real|double precision)/;
const NEVER_NEGATIVE =
  /^(\w+_)?(price|quantity|qty|stock)$|^(price|quantity|stock)_\w+$|^(seats|capacity|units)(_\w+)?$/;
