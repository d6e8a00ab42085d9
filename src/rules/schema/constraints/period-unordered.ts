import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { checksOf } from "../facts/checks.ts";
import { periodsOf } from "../facts/periods.ts";
import { ownTables } from "../facts/tables.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";

export const periodUnordered: Rule<SchemaFacts> = {
  id: "period-unordered",
  title: "A period that ends before it begins",
  effect: "Durations are negative, and range(start, end) fails for the row.",
  *check(facts) {
    for (const table of ownTables(facts.catalog))
      for (const { start, end } of periodsOf(table)) {
        const isOrdered = checksOf(facts, table).some(
          ({ bounded }) => bounded.has(start.name) && bounded.has(end.name),
        );
        const isRange = table.constraints.some(
          ({ definition }) =>
            definition.includes(start.name) &&
            definition.includes(end.name) &&
            /range\(/.test(definition),
        );
        if (isOrdered || isRange) continue;
        yield {
          level: "info",
          object: nameOf(table),
          about: start.name,
          message: `Nothing keeps ${code(end.name)} of ${code(nameOf(table))} from lying before ${code(start.name)}. Add CHECK (${quoteIdentifier(end.name)} >= ${quoteIdentifier(start.name)}), NOT VALID first where there are rows.`,
          evidence: "measured",
        };
      }
  },
};
