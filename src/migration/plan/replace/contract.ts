import { constraintComments } from "../../../schema/emit/constraints.ts";
import { qualified, quoteIdentifier } from "../../../sql/quote.ts";
import { printed } from "../alteration.ts";
import type { Piece } from "../recipe.ts";
import type { StatisticsTwin } from "./statistics.ts";
import type { Built } from "./swap.ts";
import { indexSettings } from "./twins.ts";
import type { IndexTwin } from "./twins.ts";

/** The old columns go, and what was built beside theirs takes its names. */
export function contractPiece(
  { table, target, columns, sync, primary, required }: Built,
  indexes: readonly IndexTwin[],
  statistics: readonly StatisticsTwin[],
): Piece {
  const on = printed(table);
  const kept = columns.map((column) => quoteIdentifier(column.kept));
  return {
    phase: "contract",
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
    rollback: null,
    irreversible: true,
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
