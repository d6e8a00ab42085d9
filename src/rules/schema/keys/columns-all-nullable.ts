import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { ownTables } from "../facts/tables.ts";

/** A table of a column or two says nothing about habits. */
const MANY = 2;

export const columnsAllNullable: Rule<SchemaFacts> = {
  id: "columns-all-nullable",
  title: "A table in which everything but the key may be null",
  effect: "An empty row is as good as any, and every reader has to expect nulls everywhere.",
  *check({ catalog }) {
    for (const table of ownTables(catalog)) {
      const key = table.constraints.find(({ kind }) => kind === "primary key")?.columns ?? [];
      const rest = table.columns.filter(
        ({ name, generated }) => !key.includes(name) && generated === null,
      );
      if (rest.length < MANY || rest.some(({ notNull }) => notNull !== null)) continue;
      if (rest.some(({ inherited }) => inherited)) continue;
      yield {
        level: "info",
        object: nameOf(table),
        message: `All ${rest.length} columns of ${code(nameOf(table))} beside its key may be null: a row that says nothing is accepted. Make NOT NULL what every row has.`,
        evidence: "measured",
      };
    }
  },
};
