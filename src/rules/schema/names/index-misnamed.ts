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
        if (
          constraint !== null ||
          name.toLowerCase().includes(table.name.toLowerCase().slice(0, 20))
        )
          continue;
        const other = tables.find(
          (one) =>
            one !== table &&
            one.schema === table.schema &&
            one.columns.length > 0 &&
            (name.startsWith(`${one.name}_`) ||
              name.startsWith(`idx_${one.name}_`) ||
              name.startsWith(`ix_${one.name}_`) ||
              name.startsWith(`index_${one.name}_`)) &&
            !isOfColumn(table.columns, one.name, name),
        );
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

/** Of `user_id`, the index `idx_user_id` is not of the table `user`. */
const isOfColumn = (
  columns: readonly { readonly name: string }[],
  table: string,
  index: string,
): boolean => columns.some(({ name }) => name.startsWith(table) && index.includes(name));
