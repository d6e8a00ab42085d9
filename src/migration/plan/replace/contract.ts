import { constraintComments } from "../../../schema/emit/constraints.ts";
import { qualified, quoteIdentifier } from "../../../sql/quote.ts";
import { printed } from "../alteration.ts";
import type { Piece } from "../recipe.ts";
import { looksUpIn } from "./key-lookup.ts";
import type { StatisticsTwin } from "./statistics.ts";
import type { Built } from "./swap.ts";
import { indexSettings } from "./twins.ts";
import type { IndexTwin } from "./twins.ts";

/** A table whose columns were replaced, with what was built beside. */
export interface Finished {
  readonly built: Built;
  readonly indexes: readonly IndexTwin[];
  readonly statistics: readonly StatisticsTwin[];
}

/**
 * The old columns go, of a table that triggers of others ask for keys after those; where tables ask each other, of all of them in one
 * transaction.
 */
export function contractPieces(tables: readonly Finished[]): Piece[] {
  const left = [...tables];
  const pieces: Piece[] = [];
  while (left.length > 0) {
    const free = left.findIndex((each) =>
      left.every((other) => other === each || !asks(other, each)),
    );
    const group = free === -1 ? left.splice(0) : left.splice(free, 1);
    const made = group.map(contractPiece);
    pieces.push({
      phase: "contract",
      purpose: made.map(({ purpose }) => purpose).join(" "),
      sql: made.map(({ sql }) => sql).join(";\n"),
      rollback: null,
      irreversible: true,
    });
  }
  return pieces;
}

const asks = ({ built }: Finished, { built: { table } }: Finished): boolean =>
  built.columns.some((column) => looksUpIn(column, table));

/** The old columns go, and what was built beside theirs takes its names. */
function contractPiece({ built, indexes, statistics }: Finished): {
  readonly purpose: string;
  readonly sql: string;
} {
  const { table, target, columns, sync, primary, required } = built;
  const on = printed(table);
  const kept = columns.map((column) => quoteIdentifier(column.kept));
  return {
    purpose: `Drop the old ${columns.map(({ column }) => quoteIdentifier(column.name)).join(", ")} of ${on}.`,
    sql: [
      ...sync.drop,
      `ALTER TABLE ${on} ${kept.map((name) => `DROP COLUMN ${name}`).join(", ")}`,
      ...indexes.flatMap((index) => takeName(on, table.schema, index)),
      ...(primary === undefined ? [] : primary.settings),
      ...indexes.flatMap(({ index, constraint }) => [
        ...indexSettings(table, index, index.name),
        ...(constraint === undefined ? [] : constraintComments(target, constraint)),
      ]),
      ...required.map(
        ({ constraint, name }) =>
          `ALTER TABLE ${on} RENAME CONSTRAINT ${quoteIdentifier(constraint)} TO ${quoteIdentifier(name)}`,
      ),
      ...statistics.map(
        ({ item, twin }) =>
          `ALTER STATISTICS ${qualified(item.schema, twin)} RENAME TO ${quoteIdentifier(item.name)}`,
      ),
    ].join(";\n"),
  };
}

function takeName(on: string, schema: string, { index, twin, constraint }: IndexTwin): string[] {
  if (constraint === undefined)
    return [`ALTER INDEX ${qualified(schema, twin)} RENAME TO ${quoteIdentifier(index.name)}`];
  const [deferral = ""] =
    /(?: DEFERRABLE)?(?: INITIALLY DEFERRED)?$/.exec(constraint.definition) ?? [];
  return [
    `ALTER TABLE ${on} ADD CONSTRAINT ${quoteIdentifier(constraint.name)} UNIQUE USING INDEX ${quoteIdentifier(twin)}${deferral}`,
  ];
}
