import type { PhaseName } from "../../../core/migration.ts";
import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { Constraint, Index } from "../../../postgres/catalog/model/constraint.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { printed, sameIn } from "../alteration.ts";
import { partitionsOf } from "../backfill.ts";
import { cooked, together } from "../cooked.ts";
import type { Cooked, Piece, Surroundings } from "../recipe.ts";
import type { Added } from "./added.ts";
import { buildPiece, indexValidity, nameOfIndex } from "./index-pieces.ts";
import { notNull } from "./not-null.ts";

/**
 * A UNIQUE or PRIMARY KEY constraint over an index that was built while writers went on. Both are in one phase: what takes the constraint
 * back takes the index with it.
 */
export async function unique(
  added: Added,
  after: Catalog,
  surroundings: Surroundings,
  /** Where its columns are filled before. */
  filled = false,
): Promise<Cooked> {
  const { table, result, constraint } = added;
  const index = result.indexes.find(({ name }) => name === constraint.index);
  if (index === undefined) return cooked({});
  const duplicates = await countDuplicates(table, constraint, index, surroundings);
  if (duplicates > 0) return ask(added, duplicates);
  const required = result.columns.filter(
    ({ name, notNull: wanted }) =>
      wanted !== null &&
      constraint.columns.includes(name) &&
      table.columns.some((column) => column.name === name && column.notNull === null),
  );
  const later = required.length > 0 || filled || surroundings.isWritten(printed(table));
  const phase: PhaseName = later ? "verify" : "expand";
  const columns = await Promise.all(
    required.map((column) => notNull({ table, column, catalog: after }, surroundings)),
  );
  return together([
    ...columns,
    cooked({
      pieces: [
        ...(result.kind === "partitioned table"
          ? ofPartitions(result, constraint, after, phase)
          : ofTable(result, constraint, index, phase)),
      ],
      verification: [indexValidity(result, index, phase)],
      notes: [{ phase, text: `From here on a write of a second \`${constraint.name}\` fails.` }],
    }),
  ]);
}

function ofTable(table: Table, constraint: Constraint, index: Index, phase: PhaseName): Piece[] {
  return [buildPiece(table, index, phase), takeOver(table, constraint, index, phase)];
}

function takeOver(table: Table, constraint: Constraint, index: Index, phase: PhaseName): Piece {
  const name = quoteIdentifier(constraint.name);
  return {
    phase,
    purpose: `Make a constraint of ${index.name}`,
    sql: `ALTER TABLE ${printed(table)} ADD CONSTRAINT ${name} ${usingIndex(constraint, index)}`,
    rollback: `ALTER TABLE ${printed(table)} DROP CONSTRAINT ${name}`,
  };
}

/** `UNIQUE USING INDEX name DEFERRABLE`. */
export function usingIndex(constraint: Constraint, index: Pick<Index, "name">): string {
  const { kind, deferrable, initiallyDeferred } = constraint;
  return [
    kind === "primary key" ? "PRIMARY KEY" : "UNIQUE",
    `USING INDEX ${quoteIdentifier(index.name)}`,
    ...(deferrable ? ["DEFERRABLE"] : []),
    ...(initiallyDeferred ? ["INITIALLY DEFERRED"] : []),
  ].join(" ");
}

/** USING INDEX is not for partitioned tables: theirs is declared on the parent alone and gets those of the partitions. */
function ofPartitions(
  table: Table,
  constraint: Constraint,
  after: Catalog,
  phase: PhaseName,
): Piece[] {
  const name = quoteIdentifier(constraint.name);
  const parent = nameOfIndex(table, { name: constraint.index ?? constraint.name });
  // Nothing detaches an index: what is attached goes with the whole, and the rest by itself.
  const rollback = `ALTER TABLE ${printed(table)} DROP CONSTRAINT IF EXISTS ${name}`;
  return [
    {
      phase,
      purpose: `Declare ${constraint.name} on ${printed(table)}`,
      sql: `ALTER TABLE ONLY ${printed(table)} ADD CONSTRAINT ${name} ${constraint.definition}`,
      rollback,
    },
    ...partitionsOf(table, after).flatMap((partition) => {
      const index = partition.indexes.find(
        (item) => item.parent?.schema === table.schema && item.parent.name === constraint.index,
      );
      const own = sameIn(after.tables, partition)?.constraints.find(
        (item) => item.index === index?.name,
      );
      if (index === undefined || own === undefined) return [];
      return [
        ...(partition.kind === "partitioned table"
          ? ofPartitions(partition, own, after, phase)
          : ofTable(partition, own, index, phase).map(leaving)),
        {
          phase,
          purpose: `Attach ${index.name}`,
          sql: `ALTER INDEX ${parent} ATTACH PARTITION ${nameOfIndex(partition, index)}`,
          rollback,
        },
      ];
    }),
  ];
}

/** What was attached has gone when its turn comes to be taken back. */
const leaving = (piece: Piece): Piece => ({
  ...piece,
  rollback: piece.rollback?.replace(" DROP CONSTRAINT ", " DROP CONSTRAINT IF EXISTS ") ?? null,
});

/** How many keys several rows have. */
async function countDuplicates(
  table: Table,
  { columns }: Constraint,
  { nullsNotDistinct }: Index,
  { ask: look, isWritten }: Surroundings,
): Promise<number> {
  if (isWritten(printed(table))) return 0;
  const keys = columns.map(quoteIdentifier);
  const given = nullsNotDistinct
    ? ""
    : ` where ${keys.map((key) => `${key} is not null`).join(" and ")}`;
  const row = await look(
    `select count(*)::int as found from (select from ${printed(table)}${given} group by ${keys.join(", ")} having count(*) > 1) as keys`,
  );
  return Number(row?.["found"] ?? 0);
}

const ask = ({ table, constraint }: Added, keys: number): Cooked =>
  cooked({
    questions: [
      {
        about: printed(table),
        question: `${keys === 1 ? "One key" : `${keys} keys`} of ${constraint.columns.map((column) => `\`${column}\``).join(", ")} ${keys === 1 ? "is" : "are"} those of several rows of \`${printed(table)}\`: which of them are to stay?`,
        options: ["delete the others", "change them", "leave the constraint out"],
        hint: "Put a DELETE or UPDATE of these rows before the constraint into sql",
      },
    ],
  });
