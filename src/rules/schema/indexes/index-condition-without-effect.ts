import { quoteIdentifier } from "../../../sql/quote.ts";
import { code } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { indexesOf, isOptional, removal } from "../facts/indexes.ts";
import { isNotNull } from "../facts/tables.ts";

export const indexConditionWithoutEffect: Rule<SchemaFacts> = {
  id: "index-condition-without-effect",
  title: "An index whose condition leaves nothing out",
  effect:
    "It holds all rows and looks as if it held some; queries that the condition does not fit pass it by.",
  *check({ catalog }) {
    for (const one of indexesOf(catalog)) {
      const { table, index, name } = one;
      if (index.predicate === null || !("constraints" in table)) continue;
      const column = table.columns.find(
        (found) =>
          index.predicate === `(${quoteIdentifier(found.name)} IS NOT NULL)` &&
          isNotNull(table, found.name),
      );
      if (column === undefined) continue;
      const away = isOptional(one) ? removal(one) : undefined;
      const whole = index.definition.slice(0, index.definition.lastIndexOf(" WHERE "));
      yield {
        level: "info",
        object: name,
        message: `${code(name)} is WHERE ${code(column.name)} IS NOT NULL, which no row can fail: the column is NOT NULL. Make the index without the condition.`,
        evidence: "measured",
        ...(away === undefined
          ? {}
          : {
              fix: `${away.fix}\n${concurrently(whole)};`,
              rollback: `${away.fix}\n${concurrently(index.definition)};`,
            }),
      };
    }
  },
};

const concurrently = (definition: string): string =>
  definition.replace(/^CREATE INDEX/, "CREATE INDEX CONCURRENTLY");
