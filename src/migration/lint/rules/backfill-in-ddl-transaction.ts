import { asNode } from "../../../sql/walk.ts";
import { restricts } from "../../../sql/where.ts";
import type { LintRule, LintedStatement } from "../rule.ts";
import { tagged } from "../../../sql/walk.ts";
import { code, relationNamed } from "./facts/names.ts";
import { inUse, withHeldLocks } from "./facts/set.ts";

export const backfillInDdlTransaction: LintRule = {
  id: "backfill-in-ddl-transaction",
  title: "Rows changed in the transaction that changed a table",
  condition: "A transaction locks a table by DDL and then updates, deletes or copies rows.",
  effect: "The lock is held until all rows are written.",
  workaround: "Commit the DDL; change rows in batches of their own.",
  *check(set) {
    for (const {
      at,
      held: [held],
    } of withHeldLocks(set)) {
      if (held === undefined) continue;
      const target = massChange(at);
      if (target === undefined || !inUse(set, at, target)) continue;
      yield {
        level: "error",
        at,
        object: target,
        message: `Rows of ${code(target)} are written while the transaction holds ${held.mode} on ${code(held.relation)}, which blocks ${held.blocks} until the last row is done. Commit before, and change rows in batches of a few thousand, each committed.`,
        evidence: at.effect?.evidence ?? "rule",
      };
    }
  },
};

/** The table of a statement that writes rows whose number grows with a table. */
function massChange(at: LintedStatement): string | undefined {
  const [tag, fields] = tagged(at.statement.node) ?? ["", {}];
  if (!["UpdateStmt", "DeleteStmt", "InsertStmt", "MergeStmt"].includes(tag)) return undefined;
  const name = relationNamed(at, fields["relation"]);
  if (tag === "InsertStmt") {
    const values = asNode(fields["selectStmt"], "SelectStmt")?.["valuesLists"];
    return values === undefined && (at.effect?.scans ?? []).length > 0 ? name : undefined;
  }
  const all = tag !== "MergeStmt" && !restricts(fields["whereClause"]);
  return all || (at.effect?.scans ?? []).length > 0 ? name : undefined;
}
