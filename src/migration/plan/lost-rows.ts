import { quoteIdentifier } from "../../sql/quote.ts";
import type { Statement } from "../../sql/parse.ts";
import { asNode, listOf, textOf } from "../../sql/walk.ts";
import { findTable, printed } from "./alteration.ts";
import type { Change, Surroundings } from "./recipe.ts";
import { shown } from "./shown.ts";

/** Rows that are written into what was there do not go with the rollback of what is made. */
export function lostRows(
  { statement, effect, before }: Change,
  { isNew, isNewColumn, searchPath }: Surroundings,
  destroys: boolean,
): string[] {
  const written = effect.locks.flatMap(({ relation, mode }) =>
    mode === "ROW EXCLUSIVE" && !isNew(relation) ? [relation] : [],
  );
  if (written.length === 0 && !destroys && !writesInBlock(statement)) return [];
  const columns = assignedColumns(statement.node);
  const fresh =
    columns.length > 0 &&
    written.every((relation) => columns.every((column) => isNewColumn(relation, column)));
  if (fresh) return [];
  const table = findTable(before, asNode(statement.node, "UpdateStmt")?.["relation"], searchPath);
  const what = shown(statement.text);
  if (table === undefined) return [`Rows stay as ${what} leaves them.`];
  const values = columns.map((column) => `${printed(table)}.${quoteIdentifier(column)}`);
  return [`${values.join(", ")} stays as ${what} leaves it.`];
}

/** Whether it is for rows that it is there: a copy has none, so what a block would write is not seen there. */
export const writesRows = (statement: Statement): boolean =>
  asNode(statement.node, "DoStmt") === undefined || writesInBlock(statement);

const writesInBlock = ({ node, text }: Statement): boolean =>
  asNode(node, "DoStmt") !== undefined && WRITES.test(text);

const WRITES = /\b(?:insert\s+into|update|delete\s+from|merge\s+into|truncate|copy|execute)\b/i;

/** Of an UPDATE; none of another statement. */
export const assignedColumns = (node: unknown): string[] =>
  listOf(asNode(node, "UpdateStmt")?.["targetList"]).map((target) =>
    textOf(asNode(target, "ResTarget")?.["name"]),
  );
