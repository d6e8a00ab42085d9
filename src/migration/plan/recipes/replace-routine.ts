import { asNode } from "../../../sql/walk.ts";
import { printed } from "../alteration.ts";
import { cooked } from "../cooked.ts";
import type { Change, Recipe } from "../recipe.ts";
import type { Routine } from "../../../postgres/catalog/model/routine.ts";

/** A routine's new body counts for everybody at once, so it comes with the switch; the old one is kept in the rollback. */
export const replaceRoutine: Recipe = {
  id: "replace-routine",
  title: "CREATE OR REPLACE FUNCTION when the new application is there",
  cook(change) {
    const replaced = replacedRoutine(change);
    if (replaced === undefined) return undefined;
    return cooked({
      pieces: [
        {
          phase: "switch",
          purpose: `Give ${printed(replaced)} its new body`,
          sql: change.statement.text,
          rollback: replaced.definition,
        },
      ],
    });
  },
};

/** As it was. */
function replacedRoutine({ statement, before, after }: Change): Routine | undefined {
  if (asNode(statement.node, "CreateFunctionStmt") === undefined) return undefined;
  const changed = before.routines.filter((routine) => {
    const now = after.routines.find(
      ({ schema, name, identity }) =>
        schema === routine.schema && name === routine.name && identity === routine.identity,
    );
    return now !== undefined && now.definition !== routine.definition;
  });
  return changed.find(({ definition }) => definition !== null);
}
