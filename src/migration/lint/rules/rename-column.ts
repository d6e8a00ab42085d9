import { quoteIdentifier } from "../../../sql/quote.ts";
import { asNode, textOf } from "../../../sql/walk.ts";
import type { LintRule } from "../rule.ts";
import { code, relationNamed, relationsOf } from "./facts/names.ts";
import { inUse, knownColumn } from "./facts/set.ts";

export const renameColumn: LintRule = {
  id: "rename-column",
  title: "RENAME COLUMN",
  condition: "A column that was there before the migrations gets another name.",
  effect:
    "From that moment the application that still runs fails on every statement with the old name.",
  workaround: "Add a column, keep both equal by a trigger, move the application, drop the old one.",
  *check(set) {
    for (const at of set.statements) {
      const fields = asNode(at.statement.node, "RenameStmt");
      if (fields?.["renameType"] !== "OBJECT_COLUMN") continue;
      const table = relationNamed(at, fields["relation"]);
      const [old, now] = [textOf(fields["subname"]), textOf(fields["newname"])];
      const view = relationsOf(at.before).get(table);
      const known =
        knownColumn(set, at, table, old) !== undefined ||
        (view !== undefined && !("constraints" in view) && inUse(set, at, table));
      if (!known) continue;
      yield {
        level: "error",
        at,
        object: `${table}.${quoteIdentifier(old)}`,
        message: `${code(old)} of ${code(table)} becomes ${code(now)}: the running application fails on the old name at once, and the new one fails until it is renamed. Add ${code(now)} beside it, keep both equal by a trigger, and drop ${code(old)} when nobody uses it; plan_migration writes these steps.`,
        evidence: "rule",
      };
    }
  },
};
