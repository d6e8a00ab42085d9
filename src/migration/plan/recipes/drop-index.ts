import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { Index } from "../../../postgres/catalog/model/constraint.ts";
import type { Table, View } from "../../../postgres/catalog/model/table.ts";
import { qualified, quoteIdentifier } from "../../../sql/quote.ts";
import { asNode } from "../../../sql/walk.ts";
import { printed, sameIn } from "../alteration.ts";
import {
  buildPiece,
  concurrently,
  indexExtras,
  nameOfIndex,
  partitionedPieces,
} from "../constraint/index-pieces.ts";
import { cooked } from "../cooked.ts";
import type { Change, Cooked, Recipe, Surroundings } from "../recipe.ts";

/** `DROP INDEX` keeps everybody from the table for a moment; building the index again on the way back would do so for long. */
export const dropIndex: Recipe = {
  id: "drop-index",
  title: "DROP INDEX CONCURRENTLY; an index that is replaced under its name is built first",
  cook(change, surroundings, later) {
    const dropped = droppedIndexes(change, surroundings);
    const [first, more] = dropped;
    if (first === undefined) return undefined;
    if (more !== undefined)
      return cooked({ pieces: dropped.flatMap((item) => pieces(item, change)) });
    const successor = later.find((other) => created(first, other) !== undefined);
    const index = successor === undefined ? undefined : created(first, successor);
    if (successor === undefined || index === undefined)
      return cooked({ pieces: pieces(first, change) });
    return replace(first, index, successor, surroundings);
  },
};

interface Owned {
  readonly relation: Table | View;
  readonly index: Index;
}

function droppedIndexes({ statement, before, after }: Change, { isNew }: Surroundings): Owned[] {
  if (asNode(statement.node, "DropStmt")?.["removeType"] !== "OBJECT_INDEX") return [];
  return [...before.tables, ...before.views].flatMap((relation) => {
    const kept = sameIn(after.tables, relation) ?? sameIn(after.views, relation);
    if (kept === undefined || isNew(printed(relation))) return [];
    const names = new Set(kept.indexes.map(({ name }) => name));
    return relation.indexes
      .filter(({ name, parent }) => !names.has(name) && parent === null)
      .map((index) => ({ relation, index }));
  });
}

function pieces({ relation, index }: Owned, { before }: Change): Cooked["pieces"] {
  const name = nameOfIndex(relation, index);
  const extras = indexExtras(relation, index);
  if (relation.kind === "partitioned table") {
    const build = partitionedPieces(relation, index, before, "contract").map(({ sql }) => sql);
    return [
      {
        phase: "contract",
        purpose: `Drop ${index.name} of ${printed(relation)} and of its partitions`,
        sql: `DROP INDEX ${name}`,
        rollback: [...build, ...extras].join(";\n"),
      },
    ];
  }
  return [
    {
      phase: "contract",
      purpose: `Drop ${index.name} while ${printed(relation)} is in use`,
      sql: `DROP INDEX CONCURRENTLY ${name}`,
      rollback: [concurrently(index.definition), ...extras].join(";\n"),
    },
  ];
}

/** The index that a later statement makes under the same name on the same relation. */
function created({ relation, index }: Owned, { statement, after }: Change): Index | undefined {
  if (asNode(statement.node, "IndexStmt")?.["idxname"] !== index.name) return undefined;
  const now = relationIn(after, relation);
  return now?.kind === "partitioned table"
    ? undefined
    : now?.indexes.find(({ name }) => name === index.name);
}

const relationIn = (catalog: Catalog, relation: Table | View): Table | View | undefined =>
  sameIn(catalog.tables, relation) ?? sameIn(catalog.views, relation);

/** At no moment is there neither. */
function replace(
  { relation, index }: Owned,
  successor: Index,
  taken: Change,
  { name }: Surroundings,
): Cooked {
  const [fresh, kept] = [name(index.name, "new"), name(index.name, "old")];
  const rename = (from: string, to: string): string =>
    `ALTER INDEX ${qualified(relation.schema, from)} RENAME TO ${quoteIdentifier(to)}`;
  const called = (definition: string, as: string): string =>
    definition.replace(
      ` INDEX ${quoteIdentifier(index.name)} ON `,
      ` INDEX ${quoteIdentifier(as)} ON `,
    );
  return cooked({
    pieces: [
      buildPiece(
        relation,
        { name: fresh, definition: called(successor.definition, fresh) },
        "expand",
      ),
      {
        phase: "switch",
        purpose: `Give ${index.name} to its successor`,
        sql: [rename(index.name, kept), rename(fresh, index.name)].join(";\n"),
        rollback: [rename(index.name, fresh), rename(kept, index.name)].join(";\n"),
      },
      {
        phase: "contract",
        purpose: `Drop what ${index.name} was`,
        sql: `DROP INDEX CONCURRENTLY ${qualified(relation.schema, kept)}`,
        rollback: [
          concurrently(called(index.definition, kept)),
          ...indexExtras(relation, { ...index, name: kept }),
        ].join(";\n"),
      },
    ],
    taken: [taken],
  });
}
