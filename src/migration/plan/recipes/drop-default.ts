import { quoteIdentifier } from "../../../sql/quote.ts";
import { alterationOf, printed } from "../alteration.ts";
import { cooked } from "../cooked.ts";
import type { Recipe } from "../recipe.ts";

/** INSERTs of the old application may leave the column to its default. */
export const dropDefault: Recipe = {
  id: "drop-default",
  title: "A default goes when nobody relies on it",
  cook(change, surroundings) {
    const alteration = alterationOf(change, surroundings);
    if (alteration?.subtype !== "AT_ColumnDefault" || alteration.command["def"] !== undefined)
      return undefined;
    const { table, name } = alteration;
    const value = table.columns.find((column) => column.name === name)?.default;
    if (value == null || surroundings.isNew(printed(table))) return undefined;
    const alter = `ALTER TABLE ${printed(table)} ALTER COLUMN ${quoteIdentifier(name)}`;
    return cooked({
      pieces: [
        {
          phase: "contract",
          purpose: `Drop the default of ${name}`,
          sql: `${alter} DROP DEFAULT`,
          rollback: `${alter} SET DEFAULT ${value}`,
        },
      ],
    });
  },
};
