import { quoteIdentifier } from "../../../sql/quote.ts";
import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { freeNames } from "../facts/free-name.ts";
import { countText } from "../facts/sizes.ts";
import { ownTables } from "../facts/tables.ts";
import { baseTypes } from "../facts/types.ts";

/** A document may be there to be read as a whole: only of a table that is no small one this is worth a remark. */
const ROWS = 10_000;

export const searchColumnWithoutIndex: Rule<SchemaFacts> = {
  id: "search-column-without-index",
  title: "A tsvector, jsonb or array without an index for what it contains",
  effect: "Each search reads every row of the table.",
  *check({ catalog, tables }) {
    const base = baseTypes(catalog);
    const freeName = freeNames(catalog);
    for (const table of ownTables(catalog)) {
      const rows = tables.get(nameOf(table))?.rows ?? -1;
      for (const column of table.columns) {
        const type = base(column.type);
        const search = type === "tsvector";
        if (!search && !((type === "jsonb" || type.endsWith("[]")) && rows >= ROWS)) continue;
        if (table.indexes.some((index) => finds(index, column.name))) continue;
        const index = freeName(table.schema, table.name, column.name);
        const how = table.kind === "partitioned table" ? "" : " CONCURRENTLY";
        yield {
          level: search ? "warning" : "info",
          object: `${nameOf(table)}.${quoteIdentifier(column.name)}`,
          message: search
            ? `${code(column.name)} of ${code(nameOf(table))} is there to be searched, but no GIN or GiST index has it: each search reads every row. Create one.`
            : `${code(column.name)} of ${code(nameOf(table))} (${column.type}, ${countText(rows)} rows) has no GIN index: a query for what is in it reads every row. Create one if there are such queries.`,
          evidence: "measured",
          ...(search
            ? {
                fix: `CREATE INDEX${how} ${quoteIdentifier(index)} ON ${nameOf(table)} USING gin (${quoteIdentifier(column.name)});`,
                rollback: `DROP INDEX ${quoteIdentifier(table.schema)}.${quoteIdentifier(index)};`,
              }
            : {}),
        };
      }
    }
  },
};

/** By the column or an expression over it. */
const finds = (
  {
    method,
    keys,
    valid,
  }: {
    method: string;
    valid: boolean;
    keys: readonly { column: string | null; expression: string }[];
  },
  column: string,
): boolean =>
  valid &&
  ["gin", "gist", "rum"].includes(method) &&
  keys.some((key) => key.column === column || key.expression.includes(quoteIdentifier(column)));
