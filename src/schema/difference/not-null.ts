import type { NotNull } from "../../postgres/catalog/model/column.ts";
import type { Table } from "../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { nameOf } from "../text.ts";
import type { ColumnPair } from "./column-verdict.ts";
import type { Sides } from "./sides.ts";
import type { TablePair } from "./table-pairs.ts";

type Statements = readonly [loosened: readonly string[], tightened: readonly string[]];

/** What is taken away before the type of the column changes, and what is demanded after it. */
export function notNullChanges(sides: Sides, pair: ColumnPair): Statements {
  const { table, b } = pair;
  const [before, after] = [inherited(sides, pair), b.notNull];
  const alter = `ALTER TABLE ${nameOf(table.b)}`;
  const column = quoteIdentifier(b.name);
  if (after === null)
    return [before === null ? [] : [`${alter} ALTER COLUMN ${column} DROP NOT NULL`], []];
  const demand = demanded(alter, column, after);
  if (before === null) return [[], [demand]];
  if (before.validated && !after.validated)
    return [[`${alter} ALTER COLUMN ${column} DROP NOT NULL`], [demand]];
  if (pair.a.type !== pair.b.type && pair.parents.length === 0 && namedApart(sides, table, b.name))
    return [[`${alter} ALTER COLUMN ${column} DROP NOT NULL`], [demand]];
  return [[], adjusted(alter, before, after)];
}

/**
 * Whether a child's constraint is called otherwise than its parent's: Postgres 18 then fails to make both anew when the type of the
 * column changes ("cannot create not-null constraint").
 */
function namedApart(sides: Sides, { a }: TablePair, name: string): boolean {
  const constraint = (table: Table): string | null =>
    table.columns.find((column) => column.name === name)?.notNull?.name ?? null;
  return sides
    .keptChildren(a)
    .some((child) => constraint(child.a) !== constraint(a) || namedApart(sides, child, name));
}

function demanded(alter: string, column: string, { name, validated, noInherit }: NotNull): string {
  if (!isChosen(name) && validated && !noInherit)
    return `${alter} ALTER COLUMN ${column} SET NOT NULL`;
  const constraint = name === null ? "" : ` CONSTRAINT ${quoteIdentifier(name)}`;
  return `${alter} ADD${constraint} NOT NULL ${column}${noInherit ? " NO INHERIT" : ""}${validated ? "" : " NOT VALID"}`;
}

/** A constraint that stays one: it has a name from Postgres 18 on. */
function adjusted(alter: string, before: NotNull, after: NotNull): string[] {
  if (before.name === null || after.name === null) return [];
  const renamed = before.name !== after.name && (isChosen(before.name) || isChosen(after.name));
  const name = quoteIdentifier(renamed ? after.name : before.name);
  return [
    ...(renamed ? [`${alter} RENAME CONSTRAINT ${quoteIdentifier(before.name)} TO ${name}`] : []),
    ...(before.noInherit === after.noInherit
      ? []
      : [`${alter} ALTER CONSTRAINT ${name} ${after.noInherit ? "NO INHERIT" : "INHERIT"}`]),
    ...(!before.validated && after.validated ? [`${alter} VALIDATE CONSTRAINT ${name}`] : []),
  ];
}

/** Whether somebody gave it the name, or LIKE or a rename left that behind. */
function isChosen(name: string | null): boolean {
  return name !== null && !/_not_null\d*$/.test(name);
}

/** What the column has when its parents are as they will be. */
function inherited(sides: Sides, { a, b, parents }: ColumnPair): NotNull | null {
  const parent = parents.find(
    (column) => (column.a.notNull === null) !== (column.b.notNull === null),
  );
  if (parent === undefined) return a.notNull;
  if (parent.b.notNull === null) {
    const own = sides.a.catalog.version >= 180000 && a.notNull?.local === true;
    return own ? a.notNull : null;
  }
  return parent.b.notNull.noInherit ? a.notNull : (a.notNull ?? b.notNull);
}
