import type { PhaseName } from "../../../core/migration.ts";
import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { Index } from "../../../postgres/catalog/model/constraint.ts";
import type { Relation, Table, View } from "../../../postgres/catalog/model/table.ts";
import { indexItems } from "../../../schema/emit/indexes.ts";
import { qualified, quoteLiteral } from "../../../sql/quote.ts";
import { printed } from "../alteration.ts";
import { partitionsOf } from "../backfill.ts";
import type { Cooked, Piece } from "../recipe.ts";

/** `CREATE INDEX CONCURRENTLY`, of which only the table's own rows are in the index where the table is partitioned. */
export const concurrently = (definition: string): string =>
  definition.replace(/^CREATE (UNIQUE )?INDEX /, (begin) => `${begin}CONCURRENTLY `);

export const nameOfIndex = (
  relation: Pick<Relation, "schema">,
  index: Pick<Index, "name">,
): string => qualified(relation.schema, index.name);

/** Builds an index while writers go on. What is left of a build that failed is dropped by whoever runs the step again. */
export function buildPiece(
  relation: Pick<Relation, "schema" | "name">,
  index: Pick<Index, "name" | "definition">,
  phase: PhaseName,
): Piece {
  return {
    phase,
    purpose: `Build ${index.name} while ${printed(relation)} is in use`,
    sql: concurrently(index.definition),
    // A constraint that takes the index over takes it along when it is dropped.
    rollback: `DROP INDEX CONCURRENTLY IF EXISTS ${nameOfIndex(relation, index)}`,
  };
}

/**
 * An index of a partitioned table: an empty one of the parent, which becomes valid when each partition's is built and attached. All
 * disappear with the parent's.
 */
export function partitionedPieces(
  table: Table,
  index: Index,
  after: Catalog,
  phase: PhaseName,
): Piece[] {
  const parent = nameOfIndex(table, index);
  return [
    {
      phase,
      purpose: `Declare ${index.name} on ${printed(table)}`,
      sql: index.definition.replace(/ ON (?!ONLY )/, " ON ONLY "),
      rollback: dropWhole(parent),
    },
    ...attachedPieces(table, index, after, phase),
  ];
}

function attachedPieces(table: Table, index: Index, after: Catalog, phase: PhaseName): Piece[] {
  return partitionsOf(table, after).flatMap((partition) => {
    const own = partition.indexes.find(
      ({ parent }) => parent?.schema === table.schema && parent.name === index.name,
    );
    if (own === undefined) return [];
    return [
      ...(partition.kind === "partitioned table"
        ? partitionedPieces(partition, own, after, phase)
        : [buildPiece(partition, own, phase)]),
      attachPiece(nameOfIndex(table, index), nameOfIndex(partition, own), phase),
    ];
  });
}

/** Nothing detaches an index: what is attached goes with the whole, and the rest by itself. */
const attachPiece = (parent: string, own: string, phase: PhaseName): Piece => ({
  phase,
  purpose: `Attach ${own}`,
  sql: `ALTER INDEX ${parent} ATTACH PARTITION ${own}`,
  rollback: dropWhole(parent),
});

const dropWhole = (parent: string): string => `DROP INDEX IF EXISTS ${parent}`;

export function indexValidity(
  relation: Pick<Relation, "schema">,
  index: Pick<Index, "name">,
  phase: PhaseName,
): Cooked["verification"][number] {
  return {
    phase,
    purpose: `${index.name} is valid`,
    sql: `SELECT indisvalid FROM pg_catalog.pg_index WHERE indexrelid = ${quoteLiteral(nameOfIndex(relation, index))}::pg_catalog.regclass`,
    expect: true,
  };
}

/** What is said of an index besides its definition. */
export function indexExtras(relation: Table | View, index: Index): string[] {
  const own = { ...relation, indexes: [{ ...index, parent: null }] };
  return indexItems(own)
    .flatMap(({ statements }) => statements)
    .filter((statement) => statement !== index.definition);
}
