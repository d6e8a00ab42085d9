import type { Column } from "../../../postgres/catalog/model/column.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { alterationOf, isKnownTable, printed, sameIn } from "../alteration.ts";
import { backfillPieces } from "../backfill.ts";
import { isConstant } from "../constant.ts";
import { addedConstraints } from "../constraint/added.ts";
import { constraint, fill } from "../constraint/not-null.ts";
import { cooked, together } from "../cooked.ts";
import type { Change, Cooked, Piece, Recipe, Surroundings } from "../recipe.ts";
import { hinted, hintOf } from "../hints.ts";
import { hasRows } from "../rows.ts";
import { heavyWork } from "../weight.ts";
import { cookConstraint } from "./add-constraint.ts";
import { identityColumn } from "./identity-column.ts";

/**
 * `ADD COLUMN` writes the table anew where each row gets a value of its own, reads it for a constraint, and fails where NOT NULL has no
 * value for the rows that are there. Here the column comes empty, and values and constraints after it.
 */
export const addColumn: Recipe = {
  id: "add-column",
  title: "A column first, its values in batches, its constraints last",
  async cook(change, surroundings) {
    const added = await addedColumn(change, surroundings);
    if (added === undefined) return undefined;
    const { table, column } = added;
    const parts = await columnParts(added, change, surroundings);
    if (parts === undefined) return undefined;
    const filled = parts.cooked.pieces.some(({ phase }) => phase === "backfill");
    const constraints: Cooked[] = [];
    for (const item of addedConstraints(change, surroundings))
      constraints.push(await cookConstraint(item, change, surroundings, filled));
    const required =
      column.notNull === null || parts.isNotNull
        ? []
        : [cooked(constraint({ table, column, catalog: change.before }, surroundings))];
    return together([parts.cooked, ...required, ...constraints]);
  },
};

interface AddedColumn {
  /** As it was. */
  readonly table: Table;
  readonly column: Column;
  /** Each row would get a value of its own, in a new file. */
  readonly rewrites: boolean;
  /** NOT NULL, and nothing says what rows have that are there. */
  readonly lacks: boolean;
  readonly hint: string | undefined;
}

/** Undefined where the column can be added as it stands. */
async function addedColumn(
  change: Change,
  surroundings: Surroundings,
): Promise<AddedColumn | undefined> {
  const alteration = alterationOf(change, surroundings);
  if (alteration?.subtype !== "AT_AddColumn") return undefined;
  const { table } = alteration;
  if (surroundings.isNew(printed(table))) return undefined;
  const known = new Set(table.columns.map(({ name }) => name));
  const column = sameIn(change.after.tables, table)?.columns.find(({ name }) => !known.has(name));
  if (column === undefined || column.generated !== null) return undefined;
  const hint = hinted(surroundings.hints.backfill, table, column.name);
  const lacks = column.notNull !== null && column.default === null && column.identity === null;
  const isKnown = isKnownTable(change.before, surroundings);
  const heavy = heavyWork([change.effect], isKnown).length > 0;
  const filled =
    lacks && (hint !== undefined || (await hasRows(table, "true", surroundings)) !== false);
  if (!heavy && !filled && hint === undefined) return undefined;
  // of a partitioned table it is the partitions that are written anew
  const rewrites = change.effect.rewrites.some(isKnown);
  return { table, column, rewrites, lacks: filled, hint };
}

interface Parts {
  readonly cooked: Cooked;
  /** The column is NOT NULL from the beginning. */
  readonly isNotNull: boolean;
}

/** The column and its values. */
async function columnParts(
  { table, column, rewrites, lacks, hint }: AddedColumn,
  change: Change,
  surroundings: Surroundings,
): Promise<Parts | undefined> {
  const later = (made: Cooked | undefined): Parts | undefined =>
    made === undefined ? undefined : { cooked: made, isNotNull: false };
  if (column.identity !== null) return later(identityColumn(table, column, change, surroundings));
  if (hint !== undefined && column.default === null) {
    const constant = lacks && (await isConstant(hint));
    if (constant) return { cooked: withPassingDefault(table, column, hint), isNotNull: true };
    const values = fill({ table, column, catalog: change.before }, hint, surroundings);
    return later(together([cooked({ pieces: [add(table, column, "")] }), values]));
  }
  if (lacks) return later(ask(table, column));
  if (!rewrites) {
    const value = column.default === null ? "" : ` DEFAULT ${column.default}`;
    const isNotNull = column.notNull !== null && value !== "";
    const piece = add(table, column, `${isNotNull ? " NOT NULL" : ""}${value}`);
    return { cooked: cooked({ pieces: [piece] }), isNotNull };
  }
  return column.default === null
    ? undefined
    : later(withDefault(table, column, column.default, change, surroundings));
}

function add(table: Table, column: Column, rest: string): Piece {
  const { name, type, collation } = column;
  const collate = collation === null ? "" : ` COLLATE ${printed(collation)}`;
  const alter = `ALTER TABLE ${printed(table)}`;
  return {
    phase: "expand",
    purpose: `Add ${name} to ${printed(table)}`,
    sql: `${alter} ADD COLUMN ${quoteIdentifier(name)} ${type}${collate}${rest}`,
    rollback: `${alter} DROP COLUMN ${quoteIdentifier(name)}`,
  };
}

/** A constant costs nothing, and the old application's INSERTs get it until it is gone. */
function withPassingDefault(table: Table, column: Column, value: string): Cooked {
  const set = `ALTER TABLE ${printed(table)} ALTER COLUMN ${quoteIdentifier(column.name)}`;
  return cooked({
    pieces: [
      add(table, column, ` NOT NULL DEFAULT ${value}`),
      {
        phase: "contract",
        purpose: `Leave ${column.name} to the application`,
        sql: `${set} DROP DEFAULT`,
        rollback: `${set} SET DEFAULT ${value}`,
      },
    ],
  });
}

/** New rows have the default at once, and those that are there get it in batches. */
function withDefault(
  table: Table,
  column: Column,
  value: string,
  { before, after }: Change,
  surroundings: Surroundings,
): Cooked {
  const name = quoteIdentifier(column.name);
  const base = add(table, column, "");
  const alter = `ALTER TABLE ${printed(table)} ALTER COLUMN ${name} SET DEFAULT ${value}`;
  const own = after.sequences.filter(
    (sequence) =>
      sequence.ownedBy?.column === column.name &&
      printed(sequence.ownedBy.table) === printed(table) &&
      sameIn(before.sequences, sequence) === undefined,
  );
  const create = own.map((sequence) => `CREATE SEQUENCE ${printed(sequence)} AS ${sequence.type}`);
  const give = own.map(
    (sequence) => `ALTER SEQUENCE ${printed(sequence)} OWNED BY ${printed(table)}.${name}`,
  );
  return cooked({
    pieces: [
      { ...base, sql: [...create, base.sql, alter, ...give].join(";\n") },
      ...backfillPieces(
        {
          table,
          set: { [column.name]: value },
          where: `${name} IS NULL`,
          purpose: `Fill ${column.name}`,
        },
        before,
        surroundings,
      ),
    ],
    verification: [
      {
        phase: "backfill",
        purpose: `Rows of ${printed(table)} without ${column.name}`,
        sql: `SELECT count(*)::int FROM ${printed(table)} WHERE ${name} IS NULL`,
        expect: 0,
      },
    ],
  });
}

function ask(table: Table, column: Column): Cooked {
  const about = hintOf(table, column.name);
  return cooked({
    questions: [
      {
        about,
        question: `Rows of \`${printed(table)}\` need a \`${column.name}\` (${column.type}), and the script gives no default: which value are they to get?`,
        options: ["a constant", "an expression over the columns of the row", "make it nullable"],
        hint: `hints.backfill[${JSON.stringify(about)}] = an SQL expression`,
      },
    ],
  });
}
