import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { countText } from "../facts/sizes.ts";

const ROWS = 10_000;

export const partitionedTableNotAnalyzed: Rule<SchemaFacts> = {
  id: "partitioned-table-not-analyzed",
  title: "A partitioned table without statistics of its own",
  effect: "Autovacuum analyzes partitions only: joins and groups over all of them are guessed.",
  *check({ catalog, tables }) {
    for (const table of catalog.tables) {
      const known = tables.get(nameOf(table));
      if (table.kind !== "partitioned table" || known === undefined || known.columns.size > 0)
        continue;
      const rows = Math.max(known.rows, known.inserted - known.deleted);
      if (rows < ROWS) continue;
      yield {
        level: "warning",
        object: nameOf(table),
        message: `${code(nameOf(table))} is partitioned and has some ${countText(rows)} rows; autovacuum analyzes its partitions, never the whole, so that joins over it are guessed. Analyze it now and after each larger load.`,
        evidence: "measured",
        fix: `ANALYZE ${nameOf(table)};`,
      };
    }
  },
};
