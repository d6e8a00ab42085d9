import { inverseRename } from "../rename/inverse-rename.ts";
import { cooked } from "../cooked.ts";
import { printed } from "../alteration.ts";
import type { Change, Recipe } from "../recipe.ts";

/** Names that no statement of an application says: at once. Those that it says: with the switch. */
export const renameOther: Recipe = {
  id: "rename-other",
  title: "Rename what is neither table nor column",
  cook(change, surroundings, later) {
    const rename = inverseRename(change, surroundings);
    if (rename === undefined) return undefined;
    const { back, sql, what } = rename;
    // A type that makes room for its successor: columns of it change their type, and have the old name's type again with the switch.
    const hidden = rename.hidden || isSucceeded(change, later);
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

function isSucceeded({ before, after }: Change, later: readonly Change[]): boolean {
  const now = new Set(after.types.map(printed));
  const gone = before.types.map(printed).filter((name) => !now.has(name));
  return later.some((other) => other.after.types.some((type) => gone.includes(printed(type))));
}
