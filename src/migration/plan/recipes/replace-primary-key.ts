import type { Constraint, Index } from "../../../postgres/catalog/model/constraint.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { qualified, quoteIdentifier } from "../../../sql/quote.ts";
import { alterationOf, printed } from "../alteration.ts";
import { addedConstraints } from "../constraint/added.ts";
import type { Added } from "../constraint/added.ts";
import { buildPiece, concurrently } from "../constraint/index-pieces.ts";
import { notNull } from "../constraint/not-null.ts";
import { usingIndex } from "../constraint/unique.ts";
import { cooked, together } from "../cooked.ts";
import type { Change, Cooked, Recipe, Surroundings } from "../recipe.ts";

/** Another primary key takes over in one transaction over indexes that are there: at no moment is there none. */
export const replacePrimaryKey: Recipe = {
  id: "replace-primary-key",
  title: "A primary key is replaced over an index that was built before",
  async cook(change, surroundings, later) {
    const alteration = alterationOf(change, surroundings);
    if (alteration?.subtype !== "AT_DropConstraint") return undefined;
    const { table, name } = alteration;
    const old = table.constraints.find((item) => item.name === name && item.kind === "primary key");
    if (old === undefined || surroundings.isNew(printed(table))) return undefined;
    if (table.kind === "partitioned table") return undefined;
    for (const successor of later) {
      const added = addedConstraints(successor, surroundings).find(
        ({ table: other, result, constraint }) =>
          constraint.kind === "primary key" &&
          printed(other) === printed(table) &&
          // A key over a column that comes with it is made as the column is.
          result.columns.length === other.columns.length,
      );
      if (added !== undefined) return replace(table, old, added, successor, surroundings);
    }
    return undefined;
  },
};

async function replace(
  table: Table,
  old: Constraint,
  added: Added,
  taken: Change,
  surroundings: Surroundings,
): Promise<Cooked | undefined> {
  const { result, constraint } = added;
  const oldIndex = table.indexes.find(({ name }) => name === old.index);
  const newIndex = result.indexes.find(({ name }) => name === constraint.index);
  if (oldIndex === undefined || newIndex === undefined) return undefined;
  // With USING INDEX it is there, and takes the constraint's name.
  const left = new Set(result.indexes.map(({ name }) => name));
  const given =
    taken.effect.builds.length > 0
      ? undefined
      : table.indexes.find(
          ({ name }) => name === newIndex.name || (name !== oldIndex.name && !left.has(name)),
        );
  const required = result.columns.filter(
    ({ name }) =>
      constraint.columns.includes(name) &&
      table.columns.some((column) => column.name === name && column.notNull === null),
  );
  const columns = await Promise.all(
    required.map((column) => notNull({ table, column, catalog: taken.before }, surroundings)),
  );
  return together([
    ...columns,
    swap(table, { old, oldIndex, constraint, newIndex, given }, surroundings),
    cooked({ taken: [taken] }),
  ]);
}

interface Swap {
  readonly old: Constraint;
  readonly oldIndex: Index;
  readonly constraint: Constraint;
  readonly newIndex: Index;
  /** The index that becomes the new key's, where the script names one. */
  readonly given: Index | undefined;
}

function swap(
  table: Table,
  { old, oldIndex, constraint, newIndex, given }: Swap,
  { name }: Surroundings,
): Cooked {
  const fresh = given?.name ?? name(constraint.name, "new");
  const spare = name(old.name, "old");
  const alter = `ALTER TABLE ${printed(table)}`;
  const change = (from: Constraint, to: Constraint, index: string): string =>
    [
      `${alter} DROP CONSTRAINT ${quoteIdentifier(from.name)}`,
      `${alter} ADD CONSTRAINT ${quoteIdentifier(to.name)} ${usingIndex(to, { name: index })}`,
    ].join(";\n");
  const named = (index: Index, as: string) => ({
    name: as,
    definition: index.definition.replace(
      ` INDEX ${quoteIdentifier(index.name)} ON `,
      ` INDEX ${quoteIdentifier(as)} ON `,
    ),
  });
  const spareIndex = named(oldIndex, spare);
  return cooked({
    pieces: [
      ...(given === undefined ? [buildPiece(table, named(newIndex, fresh), "switch")] : []),
      // A constraint takes its index along: this one is what the old key comes back with.
      buildPiece(table, spareIndex, "switch"),
      {
        phase: "switch",
        purpose: `Make ${constraint.columns.join(", ")} the primary key of ${printed(table)}`,
        sql: change(old, constraint, fresh),
        rollback: [
          change(constraint, old, spare),
          ...(given === undefined ? [] : [concurrently(given.definition)]),
        ].join(";\n"),
      },
      {
        phase: "contract",
        purpose: `Drop the index of the old primary key`,
        sql: `DROP INDEX CONCURRENTLY ${qualified(table.schema, spare)}`,
        rollback: concurrently(spareIndex.definition),
      },
    ],
  });
}
