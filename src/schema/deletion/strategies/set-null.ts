import { quoteIdentifier } from "../../../sql/quote.ts";
import { tableOf } from "../../integrity/references.ts";
import { nameOf } from "../../rows/name.ts";
import { doomedBy } from "./doomed.ts";
import type { MakeRecipe, Situation } from "./strategy.ts";

/** Rows that refer to these stay, and refer to nothing. */
export const setNull: MakeRecipe = (situation) =>
  situation.refusing.length === 0 || unlinks(situation, "false") === undefined
    ? undefined
    : {
        name: "set null",
        takes: "cascades",
        pros: "The rows that refer to these stay.",
        cons: "To what they belonged is not known afterwards.",
        statements: (condition) => [
          ...(unlinks(situation, condition) ?? []),
          `DELETE FROM ${nameOf(situation.table)} WHERE ${condition}`,
        ],
      };

function unlinks(
  { catalog, table, following, refusing }: Situation,
  condition: string,
): string[] | undefined {
  const cascades = following.filter(({ onDelete }) => onDelete === "cascade");
  const doomed = doomedBy(catalog, nameOf(table), condition, cascades);
  if (doomed === undefined) return undefined;
  const statements: string[] = [];
  for (const { from, to, matchFull, temporal } of refusing) {
    const columns = tableOf(catalog, from)?.columns ?? [];
    const free = from.columns.filter(
      (name) => columns.find((column) => column.name === name)?.notNull === null,
    );
    if (free.length === 0 || temporal || (matchFull && free.length < from.columns.length))
      return undefined;
    const own = from.columns.map(quoteIdentifier).join(", ");
    const key = to.columns.map(quoteIdentifier).join(", ");
    const target = doomed.order.includes(nameOf(to)) ? nameOf(to) : nameOf(table);
    statements.push(
      `UPDATE ${nameOf(from)} SET ${free.map((name) => `${quoteIdentifier(name)} = NULL`).join(", ")} WHERE (${own}) IN (SELECT ${key} FROM ${target} WHERE ${doomed.condition(target)})`,
    );
  }
  return statements;
}
