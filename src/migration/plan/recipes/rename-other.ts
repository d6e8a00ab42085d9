import { inverseRename } from "../rename/inverse-rename.ts";
import { cooked } from "../cooked.ts";
import type { Recipe } from "../recipe.ts";

/** Names that no statement of an application says: at once. Those that it says: with the switch. */
export const renameOther: Recipe = {
  id: "rename-other",
  title: "Rename what is neither table nor column",
  cook(change, surroundings) {
    const rename = inverseRename(change, surroundings);
    if (rename === undefined) return undefined;
    const { hidden, back, sql, what } = rename;
    return cooked({
      pieces: [
        {
          phase: hidden ? "expand" : "switch",
          purpose: `Rename ${what}.`,
          sql,
          rollback: back,
        },
      ],
      notes: hidden
        ? []
        : [
            {
              phase: "switch",
              text: `The ${what} has one name at a time: deploy the new application together with the switch.`,
            },
          ],
      ...(hidden ? {} : { breaks: "switch" as const }),
    });
  },
};
