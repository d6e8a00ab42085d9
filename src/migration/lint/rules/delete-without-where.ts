import { restricts } from "../../../sql/where.ts";
import { asNode } from "../../../sql/walk.ts";
import type { LintRule } from "../rule.ts";
import { code, relationNamed } from "./facts/names.ts";
import { inUse } from "./facts/set.ts";

export const deleteWithoutWhere: LintRule = {
  id: "delete-without-where",
  title: "DELETE of every row",
  condition: "A DELETE has no condition that tells rows apart.",
  effect:
    "All rows are lost, row by row in one transaction, and the table stays as large as it was.",
  workaround: "Add the condition that is meant; delete much in batches.",
  *check(set) {
    for (const at of set.statements) {
      const fields = asNode(at.statement.node, "DeleteStmt");
      if (fields === undefined || restricts(fields["whereClause"]) || fields["usingClause"])
        continue;
      const name = relationNamed(at, fields["relation"]);
      if (!inUse(set, at, name)) continue;
      yield {
        level: "error",
        at,
        object: name,
        message: `DELETE without a condition removes all rows of ${code(name)} in one transaction, and vacuum has to clear them away. Add the condition that is meant, and delete in batches of a few thousand rows.`,
        evidence: "rule",
      };
    }
  },
};
