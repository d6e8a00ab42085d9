import type { Index } from "../../../postgres/catalog/model/constraint.ts";
import type { Table, View } from "../../../postgres/catalog/model/table.ts";
import { asNode } from "../../../sql/walk.ts";
import { findObject, printed, sameIn } from "../alteration.ts";
import { buildPiece, indexValidity, partitionedPieces } from "../constraint/index-pieces.ts";
import { cooked } from "../cooked.ts";
import type { Change, Recipe, Surroundings } from "../recipe.ts";
import { hasRows } from "../rows.ts";

/** `CREATE INDEX` keeps writers out while it reads the table. */
export const createIndex: Recipe = {
  id: "create-index",
  title: "CREATE INDEX CONCURRENTLY, partition by partition where there are partitions",
  async cook(change, surroundings) {
    const created = createdIndex(change, surroundings);
    if (created === undefined) return undefined;
    const { relation, index, only } = created;
    // It was there: IF NOT EXISTS would wait for a lock to find that out.
    if (index === undefined) return cooked({});
    const isParent = relation.kind === "partitioned table";
    if (isParent && only) return undefined;
    // Rows that would be refused are changed before.
    const later = index.unique && surroundings.isWritten(printed(relation));
    const phase = later ? "verify" : "expand";
    return cooked({
      pieces: isParent
        ? partitionedPieces(relation, index, change.after, phase)
        : [buildPiece(relation, index, phase)],
      verification: [indexValidity(relation, index, phase)],
      questions: await duplicates(relation, index, surroundings),
    });
  },
};

/** The index that a CREATE INDEX makes on a relation that was there; no index where it was there too. */
function createdIndex(
  { statement, before, after }: Change,
  { searchPath, isNew }: Surroundings,
):
  | { readonly relation: Table | View; readonly index: Index | undefined; readonly only: boolean }
  | undefined {
  const fields = asNode(statement.node, "IndexStmt");
  const range = fields?.["relation"];
  const old =
    findObject(before.tables, range, searchPath) ?? findObject(before.views, range, searchPath);
  if (fields === undefined || old === undefined || isNew(printed(old))) return undefined;
  const relation = sameIn(after.tables, old) ?? sameIn(after.views, old);
  if (relation === undefined) return undefined;
  const names = new Set(old.indexes.map(({ name }) => name));
  const index = relation.indexes.find(({ name }) => !names.has(name));
  const only = asNode({ RangeVar: range }, "RangeVar")?.["inh"] !== true;
  return { relation, index, only };
}

async function duplicates(relation: Table | View, index: Index, surroundings: Surroundings) {
  const columns = index.keys.map(({ expression }) => expression);
  if (!index.unique || index.predicate !== null || index.nullsNotDistinct) return [];
  const condition = `(${columns.join(", ")}) in (select ${columns.join(", ")} from ${printed(relation)} group by ${columns.join(", ")} having count(*) > 1)`;
  if ((await hasRows(relation, condition, surroundings)) !== true) return [];
  return [
    {
      about: printed(relation),
      question: `Several rows of \`${printed(relation)}\` have the same ${columns.map((column) => `\`${column}\``).join(", ")}: which of them are to stay?`,
      options: ["delete the others", "change them", "leave the index out"],
      hint: "Put a DELETE or UPDATE of these rows before the index into sql",
    },
  ];
}
