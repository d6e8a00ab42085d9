import { nameOf } from "../../rows/name.ts";
import { doomedBy } from "./doomed.ts";
import type { MakeRecipe, Situation } from "./strategy.ts";

/** Deletes by hand what nothing deletes by itself. */
export const childrenFirst: MakeRecipe = (situation) =>
  situation.refusing.length === 0 || deletes(situation, "false") === undefined
    ? undefined
    : {
        name: "children first",
        takes: "all",
        pros: "The schema stays as it is, and it is said which rows go.",
        cons: "Every row that refers to these is lost; in large tables delete in batches, outside one transaction.",
        statements: (condition) => deletes(situation, condition) ?? [],
      };

/** Deletes in an order that no foreign key refuses; undefined in a circle of tables. */
export function deletes(
  { catalog, table, following, allRefusing }: Situation,
  condition: string,
): string[] | undefined {
  const name = nameOf(table);
  const doomed = doomedBy(catalog, name, condition, following);
  if (doomed === undefined) return undefined;
  const byHand = new Set(allRefusing.map(({ from }) => nameOf(from)));
  return doomed.order
    .filter((one) => one === name || byHand.has(one))
    .map((one) =>
      one === name && !byHand.has(name)
        ? `DELETE FROM ${one} WHERE ${condition}`
        : `DELETE FROM ${one} WHERE ${doomed.condition(one)}`,
    );
}
