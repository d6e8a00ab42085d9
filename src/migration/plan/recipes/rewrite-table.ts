import type { ObjectName } from "../../../postgres/catalog/model/common.ts";
import { alterationOf, printed, sameIn } from "../alteration.ts";
import type { Alteration } from "../alteration.ts";
import { cooked, together } from "../cooked.ts";
import type { Change, Recipe } from "../recipe.ts";
import { sameName } from "../replace/replacement.ts";
import { isMovable } from "../remake/movable.ts";
import { questionsOf } from "../remake/questions.ts";
import { remake } from "../remake/remake.ts";
import { stagesOf } from "../remake/stages.ts";

/** What Postgres does only under a lock that stops everybody is done to a new table, which then takes the place of the old one. */
export const rewriteTable: Recipe = {
  id: "rewrite-table",
  title: "Exclusion constraints, stored generated columns, and other storage for a table",
  async cook(change, surroundings, later) {
    const alteration = alterationOf(change, surroundings);
    if (alteration === undefined || !isHeavy(alteration, change)) return undefined;
    const { before } = change;
    const { table } = alteration;
    if (surroundings.isNew(printed(table)) || table.partitionBound !== null) return undefined;
    const more = later.filter((other) => isOf(table, alterationOf(other, surroundings)));
    for (const taken of more.length === 0 ? [[]] : [more, []]) {
      const target = sameIn((taken.at(-1) ?? change).after.tables, table);
      if (target === undefined || !isMovable(table, target, before)) continue;
      const statements = [change, ...taken].map(({ statement }) => statement.text);
      const stages = await stagesOf({ table, before, statements }, surroundings);
      // A materialized view would be made anew under the same lock.
      if (stages === undefined || stages.rest.some(isMaterialized)) continue;
      const questions = await questionsOf(table, stages, surroundings);
      return {
        ...together([remake(table, before, stages, surroundings), cooked({ questions })]),
        taken,
      };
    }
    return undefined;
  },
};

const isOf = (table: ObjectName, alteration: Alteration | undefined): boolean =>
  alteration !== undefined && sameName(alteration.table, table);

const isMaterialized = (sql: string): boolean => sql.startsWith("CREATE MATERIALIZED VIEW ");

/** Whether it writes the table anew, or builds an index of which Postgres makes no constraint later. */
function isHeavy({ subtype, table }: Alteration, { after, effect }: Change): boolean {
  const now = sameIn(after.tables, table);
  const names = new Set(table.constraints.map(({ name }) => name));
  if (subtype === "AT_AddConstraint")
    return (
      now?.constraints.some(({ kind, name }) => kind === "exclusion" && !names.has(name)) === true
    );
  if (subtype === "AT_AddColumn")
    return (
      effect.rewrites.length > 0 &&
      now?.columns.some(
        ({ name, generated }) =>
          generated?.kind === "stored" && !table.columns.some((column) => column.name === name),
      ) === true
    );
  return rewriting.has(subtype) && effect.rewrites.length > 0;
}

const rewriting = new Set([
  // of a key, where no column beside the old one can take its place
  "AT_AlterColumnType",
  "AT_SetExpression",
  "AT_SetLogged",
  "AT_SetUnLogged",
  "AT_SetAccessMethod",
  "AT_SetTableSpace",
]);
