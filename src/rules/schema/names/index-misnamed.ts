import type { Table } from "../../../postgres/catalog/model/table.ts";
import { qualified, quoteIdentifier } from "../../../sql/quote.ts";
import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { ownTables } from "../facts/tables.ts";

export const indexMisnamed: Rule<SchemaFacts> = {
  id: "index-misnamed",
  title: "An index with the name of another table",
  effect:
    "Plans and reports of use name indexes: this one leads to a table that has nothing to do with it.",
  *check({ catalog }) {
    const tables = ownTables(catalog);
    for (const table of tables)
      for (const { name, constraint } of table.indexes) {
        if (constraint !== null) continue;
        const other = namedAfter(name, table, tables);
        if (other === undefined) continue;
        const renamed = name.replace(other.name, table.name);
        const isFree =
          Buffer.byteLength(renamed) <= 63 &&
          !catalog.tables.some(
            (one) => one.name === renamed || one.indexes.some((index) => index.name === renamed),
          );
        yield {
          level: "info",
          object: qualified(table.schema, name),
          message: `Index ${code(name)} is of ${code(nameOf(table))}, but named after ${code(nameOf(other))}. Rename it.`,
          evidence: "measured",
          ...(isFree
            ? {
                fix: `ALTER INDEX ${qualified(table.schema, name)} RENAME TO ${quoteIdentifier(renamed)};`,
                rollback: `ALTER INDEX ${qualified(table.schema, renamed)} RENAME TO ${quoteIdentifier(name)};`,
              }
            : {}),
        };
      }
  },
};

/** The other table whose name the index begins with; none where its own is in the name, or a column of it is called so. */
function namedAfter(name: string, table: Table, tables: readonly Table[]): Table | undefined {
  if (letters(name).includes(letters(table.name).slice(0, 20))) return undefined;
  return tables.find(
    (one) =>
      one !== table &&
      one.schema === table.schema &&
      ["", "idx_", "ix_", "index_"].some((prefix) => name.startsWith(`${prefix}${one.name}_`)) &&
      ![table, ...table.columns].some((own) => letters(own.name).startsWith(letters(one.name))),
  );
}

const letters = (name: string): string => name.toLowerCase().replaceAll("_", "");
