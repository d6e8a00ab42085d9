import { isKnownTable } from "../alteration.ts";
import type { Added } from "../constraint/added.ts";
import { addedConstraints } from "../constraint/added.ts";
import { check } from "../constraint/check.ts";
import { exclusion } from "../constraint/exclusion.ts";
import { foreignKey } from "../constraint/foreign-key.ts";
import { unique } from "../constraint/unique.ts";
import type { Change, Cooked, Recipe, Surroundings } from "../recipe.ts";
import { heavyWork } from "../weight.ts";

/** `ADD CONSTRAINT` of any kind reads the table, or builds an index, while nobody can write. */
export const addConstraint: Recipe = {
  id: "add-constraint",
  title: "Constraints that are validated, or whose indexes are built, while the table is in use",
  async cook(change, surroundings) {
    if (heavyWork([change.effect], isKnownTable(change.before, surroundings)).length === 0)
      return undefined;
    const [added, more] = addedConstraints(change, surroundings);
    if (added === undefined || more !== undefined) return undefined;
    if (added.result.columns.length !== added.table.columns.length) return undefined;
    return cookConstraint(added, change, surroundings);
  },
};

/** One constraint on a table that is in use. */
export async function cookConstraint(
  added: Added,
  { after }: Pick<Change, "after">,
  surroundings: Surroundings,
  /** Whether a backfill comes before it. */
  filled = false,
): Promise<Cooked> {
  switch (added.constraint.kind) {
    case "check":
      return check(added, surroundings);
    case "foreign key":
      return foreignKey(added, after, surroundings);
    case "exclusion":
      return exclusion(added);
    case "primary key":
    case "unique":
      return unique(added, after, surroundings, filled);
  }
}
