import type { Statement } from "../../../sql/parse.ts";
import { scanTokens } from "../../../sql/library.ts";
import { restricts } from "../../../sql/where.ts";
import { asNode, isFields, listOf, nameParts, textOf, walk } from "../../../sql/walk.ts";
import type { Fields } from "../../../sql/walk.ts";
import { findTable, printed } from "../alteration.ts";
import { backfillPieces } from "../backfill.ts";
import { keyOf } from "../batch.ts";
import { cooked } from "../cooked.ts";
import { assignedColumns, lostRows } from "../lost-rows.ts";
import type { Recipe } from "../recipe.ts";

/** An UPDATE of many rows keeps them locked until the last one is written. */
export const updateRows: Recipe = {
  id: "update-rows",
  title: "UPDATE in batches, where no row's new value hangs on another's or on its own",
  async cook(change, surroundings) {
    const { statement, before } = change;
    const fields = asNode(statement.node, "UpdateStmt");
    const table = findTable(before, fields?.["relation"], surroundings.searchPath);
    if (fields === undefined || table === undefined || surroundings.isNew(printed(table)))
      return undefined;
    const key = keyOf(table).map(({ name }) => name);
    if (key.length === 0 || !isSimple(fields, key)) return undefined;
    const clauses = await clausesOf(statement);
    if (clauses === undefined) return undefined;
    const alias = textOf(aliasOf(fields)["aliasname"]);
    return cooked({
      pieces: backfillPieces(
        {
          table,
          ...(alias === "" ? {} : { alias }),
          ...clauses,
          purpose: `Set ${assignedColumns(statement.node).join(", ")}`,
        },
        before,
        surroundings,
      ),
      irreversible: lostRows(change, surroundings, !restricts(fields["whereClause"])),
    });
  },
};

/** Of one table, by itself: what a row becomes is the same whenever it is looked at, and its key stays. */
function isSimple(fields: Fields, key: readonly string[]): boolean {
  const others = ["fromClause", "withClause", "returningClause", "returningList"];
  if (others.some((name) => fields[name] !== undefined)) return false;
  const assigned = assignedColumns({ UpdateStmt: fields });
  let apart = assigned.every((column) => !key.includes(column));
  for (const target of listOf(fields["targetList"]))
    walk(asNode(target, "ResTarget")?.["val"], (tag, node) => {
      if (tag === "ColumnRef" && assigned.includes(nameParts(node["fields"]).at(-1) ?? ""))
        apart = false;
      if (tag === "SubLink" || tag === "MultiAssignRef") apart = false;
    });
  walk(fields["whereClause"], (tag) => {
    if (tag === "SubLink" || tag === "CurrentOfExpr") apart = false;
  });
  return apart;
}

const aliasOf = (fields: Fields): Fields => {
  const range = isFields(fields["relation"]) ? fields["relation"] : {};
  return isFields(range["alias"]) ? range["alias"] : {};
};

/** What stands behind SET and behind WHERE, as it is written. */
async function clausesOf(
  statement: Statement,
): Promise<{ readonly set: string; readonly where: string } | undefined> {
  const bytes = Buffer.from(statement.text);
  let depth = 0;
  let [set, where] = [-1, -1];
  const tokens = await scanTokens(statement.text);
  for (const { text, end } of tokens) {
    if (text === "(" || text === "[") depth++;
    if (text === ")" || text === "]") depth--;
    if (depth > 0) continue;
    const word = text.toLowerCase();
    if (word === "set" && set === -1) set = end;
    if (word === "where" && set !== -1) where = end;
  }
  if (set === -1) return undefined;
  const slice = (from: number, to?: number): string => bytes.subarray(from, to).toString().trim();
  return where === -1
    ? { set: slice(set), where: "true" }
    : { set: slice(set, where - "where".length), where: slice(where) };
}
