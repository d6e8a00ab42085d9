import { asNode, isFields, listOf } from "../../../sql/walk.ts";
import type { LintRule } from "../rule.ts";
import { code, relationNamed } from "./facts/names.ts";
import { heavyWork } from "./facts/heavy.ts";

export const truncateTable: LintRule = {
  id: "truncate-table",
  title: "TRUNCATE",
  condition: "TRUNCATE empties a table that was there before.",
  effect:
    "All rows are lost, triggers for each row do not fire, and nobody reads or writes the table until the transaction ends.",
  workaround: "Delete by a condition, in batches; keep a copy of what may be wanted again.",
  *check(set) {
    for (const at of set.statements) {
      const fields = asNode(at.statement.node, "TruncateStmt");
      if (fields === undefined) continue;
      const works = heavyWork(set, at);
      for (const relation of listOf(fields["relations"])) {
        const range = asNode(relation, "RangeVar");
        const name = relationNamed(at, isFields(range) ? range : {});
        if (set.isNew(name, at.number)) continue;
        const rows = set.rows(name);
        yield {
          level: "error",
          at,
          object: name,
          message: `TRUNCATE removes all ${rows === undefined ? "" : `${Math.round(rows).toLocaleString("en-US")} `}rows of ${code(name)} under ACCESS EXCLUSIVE, and nothing brings them back. Delete by a condition in batches, or rename the table and make a new one, so that the rows are there until nobody misses them.`,
          evidence: works.length > 0 ? "measured" : "rule",
        };
      }
    }
  },
};
