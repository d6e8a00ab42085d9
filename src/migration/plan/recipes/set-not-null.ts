import { alterationOf, printed, sameIn } from "../alteration.ts";
import { notNull } from "../constraint/not-null.ts";
import type { Recipe } from "../recipe.ts";

/** `ALTER COLUMN c SET NOT NULL` reads the whole table while nobody can. */
export const setNotNull: Recipe = {
  id: "set-not-null",
  title: "NOT NULL that is validated while the table is in use",
  cook(change, surroundings) {
    const alteration = alterationOf(change, surroundings);
    if (alteration?.subtype !== "AT_SetNotNull") return undefined;
    const { table, name } = alteration;
    if (surroundings.isNew(printed(table)) || change.effect.scans.length === 0) return undefined;
    const column = sameIn(change.after.tables, table)?.columns.find((item) => item.name === name);
    if (column === undefined) return undefined;
    return notNull({ table, column, catalog: change.before }, surroundings);
  },
};
