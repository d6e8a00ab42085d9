import { qualified } from "../../../sql/quote.ts";
import { asNode, textOf } from "../../../sql/walk.ts";
import type { LintRule } from "../rule.ts";
import { code, relationNamed, relationsOf } from "./facts/names.ts";
import { afterTransaction, inUse } from "./facts/set.ts";

export const renameTable: LintRule = {
  id: "rename-table",
  title: "RENAME of a table or view",
  condition:
    "A table or view that was there before the migrations gets another name, and nothing bears the old one.",
  effect:
    "From that moment the application that still runs fails on every statement with the old name.",
  workaround:
    "In the same transaction create a view with the old name, which can be written to as well.",
  *check(set) {
    for (const at of set.statements) {
      const fields = asNode(at.statement.node, "RenameStmt");
      if (!RENAMES.has(textOf(fields?.["renameType"]))) continue;
      const old = relationNamed(at, fields?.["relation"]);
      const relation = relationsOf(at.before).get(old);
      if (relation === undefined || !inUse(set, at, old)) continue;
      if (relationsOf(afterTransaction(set, at)).has(old)) continue;
      const now = qualified(relation.schema, textOf(fields?.["newname"]));
      yield {
        level: "error",
        at,
        object: old,
        message: `${code(old)} becomes ${code(now)}: the running application fails on the old name at once. Create a view with the old name in the same transaction, through which it reads and writes, and drop the view when nobody uses it.`,
        evidence: "rule",
        fix: `BEGIN;\n${at.statement.text};\nCREATE VIEW ${old} AS SELECT * FROM ${now};\nCOMMIT;`,
      };
    }
  },
};

const RENAMES = new Set(["OBJECT_TABLE", "OBJECT_VIEW", "OBJECT_MATVIEW", "OBJECT_FOREIGN_TABLE"]);
