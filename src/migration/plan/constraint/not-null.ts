import type { Column } from "../../../postgres/catalog/model/column.ts";
import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { quoteIdentifier, quoteLiteral } from "../../../sql/quote.ts";
import { printed } from "../alteration.ts";
import { backfillPieces } from "../backfill.ts";
import { cooked, together } from "../cooked.ts";
import { fillTrigger } from "../fill-trigger.ts";
import type { Cooked, Piece, Surroundings } from "../recipe.ts";
import { hinted, hintOf } from "../hints.ts";
import { countRows, hasRows } from "../rows.ts";

export interface NotNullChange {
  /** As it was, or will be when the column is new. */
  readonly table: Table;
  /** As it will be. */
  readonly column: Column;
  readonly catalog: Catalog;
}

/**
 * NOT NULL for a column whose rows may have none yet: rows are filled, then the constraint is added without a look at them and
 * validated, which lets readers and writers go on. Before Postgres 18 a CHECK takes the place of the constraint, and Postgres sees from
 * it that no row has to be read.
 */
export async function notNull(change: NotNullChange, surroundings: Surroundings): Promise<Cooked> {
  const { table, column } = change;
  const name = quoteIdentifier(column.name);
  const value = hinted(surroundings.hints.backfill, table, column.name);
  const empty = await hasRows(table, `${name} is null`, surroundings);
  if (empty === true && value === undefined)
    return ask(change, await countRows(table, `${name} is null`, surroundings));
  const filled =
    value === undefined
      ? warn(change)
      : together([fill(change, value, surroundings), cooked(wereWithout(change, empty))]);
  return together([filled, cooked(constraint(change, surroundings))]);
}

/** Rows without a value get `value`, those that are written meanwhile too. */
export function fill(
  { table, column, catalog }: NotNullChange,
  value: string,
  surroundings: Surroundings,
): Cooked {
  const name = quoteIdentifier(column.name);
  const trigger = fillTrigger({ table, column: column.name, value }, surroundings);
  return cooked({
    pieces: [
      {
        phase: "expand",
        purpose: `Fill ${column.name} of rows that are written from now on`,
        sql: trigger.create,
        rollback: trigger.drop,
      },
      ...backfillPieces(
        {
          table,
          set: { [column.name]: value },
          where: `${name} IS NULL`,
          purpose: `Fill ${column.name}`,
        },
        catalog,
        surroundings,
      ),
      {
        phase: "contract",
        purpose: `Stop filling ${column.name}`,
        sql: trigger.drop,
        rollback: trigger.create,
      },
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

/** All in one phase: each step only leads to the next. */
export function constraint(change: NotNullChange, surroundings: Surroundings): Partial<Cooked> {
  const { table, column } = change;
  const alter = `ALTER TABLE ${printed(table)}`;
  return {
    pieces: surroundings.version >= 180000 ? native(change, alter) : byCheck(change, surroundings),
    verification: [
      {
        phase: "verify",
        purpose: `${printed(table)}.${column.name} is NOT NULL`,
        sql: `SELECT attnotnull FROM pg_catalog.pg_attribute WHERE attrelid = ${quoteLiteral(printed(table))}::pg_catalog.regclass AND attname = ${quoteLiteral(column.name)}`,
        expect: true,
      },
    ],
  };
}

/** Rows without a value say that somebody writes such rows: that works as long as they are filled. */
const wereWithout = (
  { table, column }: NotNullChange,
  any: boolean | undefined,
): Partial<Cooked> => ({
  irreversible: [
    `Rows of \`${printed(table)}\` that had no \`${column.name}\` keep the one that they get.`,
  ],
  ...(any === false ? {} : { breaks: "contract" }),
});

const warn = ({ table, column }: NotNullChange): Cooked =>
  cooked({
    notes: [
      {
        phase: "verify",
        text: `From here on a write of NULL into \`${printed(table)}.${quoteIdentifier(column.name)}\` fails.`,
      },
    ],
  });

function native({ table, column }: NotNullChange, alter: string): Piece[] {
  const constraintName = quoteIdentifier(column.notNull?.name ?? `${column.name}_not_null`);
  const name = quoteIdentifier(column.name);
  const exists = table.columns.some((old) => old.name === column.name && old.notNull !== null);
  const refuse: Piece = {
    phase: "verify",
    purpose: `Refuse new NULLs in ${column.name}`,
    sql: `${alter} ADD CONSTRAINT ${constraintName} NOT NULL ${name} NOT VALID`,
    rollback: `${alter} DROP CONSTRAINT ${constraintName}`,
  };
  return [
    ...(exists ? [] : [refuse]),
    {
      phase: "verify",
      purpose: `Check that no row is without ${column.name}`,
      sql: `${alter} VALIDATE CONSTRAINT ${constraintName}`,
      rollback: exists ? `${refuse.rollback ?? ""};\n${refuse.sql}` : null,
    },
  ];
}

function byCheck({ table, column }: NotNullChange, { name: free }: Surroundings): Piece[] {
  const alter = `ALTER TABLE ${printed(table)}`;
  const name = quoteIdentifier(column.name);
  const check = quoteIdentifier(free(table.name, column.name, "not_null"));
  const add = `${alter} ADD CONSTRAINT ${check} CHECK (${name} IS NOT NULL) NOT VALID`;
  const drop = `${alter} DROP CONSTRAINT ${check}`;
  return [
    { phase: "verify", purpose: `Refuse new NULLs in ${column.name}`, sql: add, rollback: drop },
    {
      phase: "verify",
      purpose: `Check that no row is without ${column.name}`,
      sql: `${alter} VALIDATE CONSTRAINT ${check}`,
      rollback: null,
    },
    {
      phase: "verify",
      purpose: `Make ${column.name} NOT NULL, which the check has proved`,
      sql: `${alter} ALTER COLUMN ${name} SET NOT NULL`,
      rollback: `${alter} ALTER COLUMN ${name} DROP NOT NULL`,
    },
    // In a statement of its own: together with SET NOT NULL it would run first, and the table be read again.
    {
      phase: "verify",
      purpose: `Drop the check, which NOT NULL repeats`,
      sql: drop,
      rollback: add,
    },
  ];
}

function ask({ table, column }: NotNullChange, rows: string): Cooked {
  const about = hintOf(table, column.name);
  return cooked({
    questions: [
      {
        about,
        question: `${rows} of \`${printed(table)}\` have no \`${column.name}\`: which value are they to get?`,
        options: [
          ...(column.default === null ? [] : [column.default]),
          "any expression over the columns of the row",
          "leave the column nullable",
        ],
        hint: `hints.backfill[${JSON.stringify(about)}] = an SQL expression; or put an UPDATE or DELETE of these rows before it into sql`,
      },
    ],
  });
}
