import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import { constraintComments } from "../../../schema/emit/constraints.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { printed } from "../alteration.ts";
import type { Piece } from "../recipe.ts";
import { handOver } from "./column-state.ts";
import { addUnchecked, dropConstraint, isValidated, validate } from "./foreign-keys.ts";
import type { ForeignKey } from "./foreign-keys.ts";
import { isLost } from "./replacement.ts";
import type { Replacement, TableReplacement } from "./replacement.ts";
import type { Sync } from "./sync.ts";
import type { CheckTwin } from "./twins.ts";

/** A table and all that was built for it. */
export interface Built extends TableReplacement {
  readonly sync: Sync;
  readonly checks: readonly CheckTwin[];
  readonly primary: PrimaryKey | undefined;
  /** Constraints that make the new columns NOT NULL, with the names that they are to have. */
  readonly required: readonly { readonly constraint: string; readonly name: string }[];
}

/** The indexes on which the primary key stands after the switch, and on which it stands again after its rollback. */
export interface PrimaryKey {
  readonly name: string;
  readonly twin: string;
  readonly spare: string;
  readonly commentsAfter: readonly string[];
  readonly commentsBefore: readonly string[];
  readonly settings: readonly string[];
}

/** Statements that take away what hangs on the columns, and bring it back. */
export interface Dependents {
  readonly gone: readonly string[];
  readonly back: readonly string[];
}

export interface Swap {
  readonly tables: readonly Built[];
  readonly keys: readonly ForeignKey[];
  readonly before: Catalog;
  readonly after: Catalog;
  readonly dependents: { readonly before: Dependents; readonly after: Dependents };
}

/** The switch: names change hands in one short transaction, in which no row is read. */
export function swapPiece(swap: Swap): Piece {
  const { tables } = swap;
  const names = tables.flatMap(({ table, columns }) =>
    columns.map(({ column }) => `${printed(table)}.${quoteIdentifier(column.name)}`),
  );
  return {
    phase: "switch",
    purpose: `The successors take the names of ${names.join(", ")}.`,
    sql: forward(swap).join(";\n"),
    rollback: back(swap).join(";\n"),
  };
}

function forward({ tables, keys, before, after, dependents }: Swap): string[] {
  return [
    ...keys.flatMap(({ table, old }) => (old === undefined ? [] : [dropConstraint(table, old)])),
    ...tables.flatMap(dropPrimary),
    ...dependents.before.gone,
    ...each(tables, ({ table }, { column, fresh, kept }) => [
      rename(table, column.name, kept),
      rename(table, fresh, column.name),
    ]),
    ...each(tables, ({ table }, { column, target, kept }) =>
      handOver({
        table,
        from: { column, name: kept },
        to: { column: target, name: column.name },
        before,
        after,
      }),
    ),
    ...each(tables, ({ table }, replacement) =>
      isLost(replacement) && replacement.column.notNull !== null
        ? [notNull(table, replacement.kept, "DROP")]
        : [],
    ),
    ...tables.flatMap((built) =>
      addPrimary(built, built.primary?.twin, built.primary?.commentsAfter),
    ),
    ...tables.flatMap(({ table, checks }) =>
      checks.flatMap(({ old, twin, target }) => [
        dropConstraint(table, old),
        renameConstraint(table.schema, table.name, twin, old.name),
        ...constraintComments(table, target),
      ]),
    ),
    ...tables.flatMap(({ sync }) => sync.turn),
    ...keys.flatMap(({ table, target }) =>
      target === undefined ? [] : addUnchecked(table, target),
    ),
    ...dependents.after.back,
  ];
}

function back({ tables, keys, before, after, dependents }: Swap): string[] {
  return [
    ...keys.flatMap(({ table, target }) =>
      target === undefined ? [] : [dropConstraint(table, target)],
    ),
    ...tables.flatMap(dropPrimary),
    ...dependents.after.gone,
    ...tables.flatMap(({ table, checks }) =>
      checks.map(({ old, twin }) => renameConstraint(table.schema, table.name, old.name, twin)),
    ),
    ...each(tables, ({ table }, { column, fresh, kept }) => [
      rename(table, column.name, fresh),
      rename(table, kept, column.name),
    ]),
    ...each(tables, ({ table }, { column, target, fresh }) =>
      handOver({
        table,
        from: { column: target, name: fresh },
        to: { column, name: column.name },
        before: after,
        after: before,
      }),
    ),
    ...each(tables, ({ table }, replacement) =>
      isLost(replacement) && replacement.column.notNull !== null
        ? [notNull(table, replacement.column.name, "SET")]
        : [],
    ),
    ...tables.flatMap((built) =>
      addPrimary(built, built.primary?.spare, built.primary?.commentsBefore),
    ),
    ...tables.flatMap(({ table, checks }) => checks.flatMap(({ old }) => addUnchecked(table, old))),
    ...tables.flatMap(({ sync }) => sync.turnBack),
    ...keys.flatMap(({ table, old }) => (old === undefined ? [] : addUnchecked(table, old))),
    ...dependents.before.back,
  ];
}

/** What becomes valid again when the switch is taken back, in the rollback of the piece before it. */
export function revalidate({ tables, keys }: Swap): string[] {
  return [
    ...keys.flatMap(({ table, old }) => (isValidated(old) ? [validate(table, old)] : [])),
    ...tables.flatMap(({ table, checks }) =>
      checks.flatMap(({ old }) => (isValidated(old) ? [validate(table, old)] : [])),
    ),
  ];
}

/** The foreign keys hold for what is written since the switch; now they are known to hold for all. */
export function validatePieces({ keys }: Swap): Piece[] {
  return keys.flatMap(({ table, target }): Piece[] =>
    isValidated(target)
      ? [
          {
            phase: "switch",
            purpose: `Look whether all rows of ${printed(table)} pass ${quoteIdentifier(target.name)}.`,
            sql: validate(table, target),
            rollback: null,
          },
        ]
      : [],
  );
}

const each = (
  tables: readonly Built[],
  statements: (built: Built, replacement: Replacement) => readonly string[],
): string[] =>
  tables.flatMap((built) => built.columns.flatMap((column) => statements(built, column)));

const rename = (table: TableReplacement["table"], from: string, to: string): string =>
  `ALTER TABLE ${printed(table)} RENAME COLUMN ${quoteIdentifier(from)} TO ${quoteIdentifier(to)}`;

/** Of an old column for whose values there is no way back: rows that the new application writes leave it empty. */
const notNull = (table: TableReplacement["table"], column: string, verb: string): string =>
  `ALTER TABLE ${printed(table)} ALTER COLUMN ${quoteIdentifier(column)} ${verb} NOT NULL`;

const renameConstraint = (schema: string, name: string, from: string, to: string): string =>
  `ALTER TABLE ${printed({ schema, name })} RENAME CONSTRAINT ${quoteIdentifier(from)} TO ${quoteIdentifier(to)}`;

function dropPrimary({ table, primary }: Built): string[] {
  if (primary === undefined) return [];
  return [`ALTER TABLE ${printed(table)} DROP CONSTRAINT ${quoteIdentifier(primary.name)}`];
}

function addPrimary(
  { table, primary }: Built,
  index: string | undefined,
  comments: readonly string[] | undefined,
): string[] {
  if (primary === undefined || index === undefined) return [];
  return [
    `ALTER TABLE ${printed(table)} ADD CONSTRAINT ${quoteIdentifier(primary.name)} PRIMARY KEY USING INDEX ${quoteIdentifier(index)}`,
    ...(comments ?? []),
  ];
}
