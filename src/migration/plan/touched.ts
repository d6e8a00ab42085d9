import { relationsOf } from "../../sql/references.ts";
import { findObject, printed } from "./alteration.ts";
import type { Change, Surroundings } from "./recipe.ts";

/** Relations that the change locks or names, qualified and quoted, by the names that they had before or have after it. */
export function touched(
  { statement, before, after, effect }: Change,
  { searchPath }: Pick<Surroundings, "searchPath">,
): string[] {
  const relations = [before, after].flatMap(({ tables, views }) => [...tables, ...views]);
  return [
    ...effect.locks.map(({ relation }) => relation),
    ...relationsOf(statement).flatMap(({ schema = "", name }) => {
      const found = findObject(relations, { schemaname: schema, relname: name }, searchPath);
      return found === undefined ? [] : [printed(found)];
    }),
  ];
}
