import { restricts } from "../../../sql/where.ts";
import { asNode } from "../../../sql/walk.ts";
import type { LintRule } from "../rule.ts";
import { code, relationNamed } from "./facts/names.ts";
import { inUse } from "./facts/set.ts";

export const updateWithoutWhere: LintRule = {
  id: "update-without-where",
  title: "UPDATE of every row",
  condition: "An UPDATE has no condition that tells rows apart.",
  effect:
    "Every row is written anew and stays locked until the end: the table doubles, replicas lag, writers wait.",
  workaround: "Update in batches by key, each in its own transaction, and only rows that need it.",
  *check(set) {
    for (const at of set.statements) {
      const fields = asNode(at.statement.node, "UpdateStmt");
      if (fields === undefined || restricts(fields["whereClause"]) || fields["fromClause"])
        continue;
      const name = relationNamed(at, fields["relation"]);
      if (!inUse(set, at, name)) continue;
      yield {
        level: "warning",
        at,
        object: name,
        message: `UPDATE without a condition writes every row of ${code(name)} anew in one transaction: writers of these rows wait for its end, and the table grows to twice its size. Update in batches of a few thousand rows by key, each committed, with a condition that leaves out rows that are right already.`,
        evidence: "rule",
      };
    }
  },
};
