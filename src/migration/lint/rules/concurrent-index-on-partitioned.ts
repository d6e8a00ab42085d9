import { asNode } from "../../../sql/walk.ts";
import type { LintRule } from "../rule.ts";
import { code, relationNamed, tableOf } from "./facts/names.ts";

export const concurrentIndexOnPartitioned: LintRule = {
  id: "concurrent-index-on-partitioned",
  title: "CONCURRENTLY on a partitioned table",
  condition: "An index is created or dropped CONCURRENTLY on a partitioned table.",
  effect: "Postgres does not do that (0A000): the migration fails.",
  workaround: "CREATE INDEX ON ONLY the parent, CONCURRENTLY on each partition, then ATTACH these.",
  *check(set) {
    for (const at of set.statements) {
      const fields = asNode(at.statement.node, "IndexStmt");
      if (fields?.["concurrent"] !== true) continue;
      const table = relationNamed(at, fields["relation"]);
      if ((tableOf(at.before, table)?.partitionKey ?? null) === null) continue;
      yield {
        level: "error",
        at,
        object: table,
        message: `${code(table)} is partitioned, and Postgres creates no index on it CONCURRENTLY (0A000). Create the index ON ONLY ${code(table)}, which takes a moment, then CONCURRENTLY on each partition, and attach each with ALTER INDEX ... ATTACH PARTITION.`,
        evidence: at.error?.sqlstate === "0A000" ? "measured" : "rule",
      };
    }
  },
};
