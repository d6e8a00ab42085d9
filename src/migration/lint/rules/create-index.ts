import { qualified } from "../../../sql/quote.ts";
import type { LintRule } from "../rule.ts";
import { asNode } from "../../../sql/walk.ts";
import { changesOf } from "./facts/changes.ts";
import { heavyFinding, heavyStatements } from "./facts/heavy.ts";
import { code, nameOf, relationsOf } from "./facts/names.ts";
import { concurrently, partitionedIndex, script } from "./facts/online.ts";

export const createIndex: LintRule = {
  id: "create-index",
  title: "CREATE INDEX without CONCURRENTLY",
  condition: "An index is created on a table that is in use.",
  effect: "Nobody writes to the table until the index is built.",
  workaround: "CREATE INDEX CONCURRENTLY, outside a transaction.",
  *check(set) {
    for (const heavy of heavyStatements(set)) {
      const { at } = heavy;
      if (asNode(at.statement.node, "IndexStmt") === undefined) continue;
      for (const { table, index } of madeIndexes(heavy)) {
        const partitioned = "partitionKey" in table && table.partitionKey !== null;
        yield heavyFinding(set, heavy, {
          object: qualified(table.schema, index.name),
          because: `The index ${code(index.name)} is created without CONCURRENTLY.`,
          instead: partitioned
            ? "Create it ON ONLY the partitioned table, CONCURRENTLY on each partition, and attach those."
            : "Create it CONCURRENTLY, outside a transaction.",
          fix: partitioned
            ? script(...partitionedIndex(index, table, at.after.tables))
            : concurrently(index.definition),
        });
      }
    }
  },
};

/** The index of the statement, and not those on the partitions. */
function madeIndexes({ at }: { readonly at: Parameters<typeof changesOf>[0] }) {
  const views = at.after.views.flatMap((view) => {
    const before = relationsOf(at.before).get(nameOf(view));
    return view.indexes
      .filter(({ name }) => before?.indexes.some((index) => index.name === name) === false)
      .map((index) => ({ table: view, index }));
  });
  const tables = changesOf(at).altered.flatMap(({ after, indexes }) =>
    indexes.map((index) => ({ table: after, index })),
  );
  return [...tables, ...views].filter(({ index }) => index.parent === null);
}
