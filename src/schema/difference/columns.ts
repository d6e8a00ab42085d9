import type { Column } from "../../postgres/catalog/model/column.ts";
import type { Table } from "../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { columnClause, columnSettings } from "../emit/columns.ts";
import { rank } from "../item.ts";
import { key, keyOf } from "../key.ts";
import { comment, nameOf } from "../text.ts";
import type { Part } from "./part.ts";
import { isRemade } from "./column-verdict.ts";
import type { Side, Sides } from "./sides.ts";
import type { TablePair } from "./table-pairs.ts";

/** The columns of a table that both sides have, and their defaults. */
export function columnParts(sides: Sides, side: Side, pair: TablePair): Part[] {
  const table = pair[side];
  return table.columns.flatMap((column) => {
    const other = pair[side === "a" ? "b" : "a"].columns.find(({ name }) => name === column.name);
    const alone = other === undefined || isRemade(sides, pair, column.name);
    return [
      columnPart(sides, side, pair, column, alone),
      ...(alone || column.default === null ? [] : [defaultPart(table, column)]),
    ];
  });
}

function columnPart(
  sides: Sides,
  side: Side,
  pair: TablePair,
  column: Column,
  alone: boolean,
): Part {
  const table = pair[side];
  const parents = originsOf(sides, side, table, column).map((parent) => columnKey(parent, column));
  const name = quoteIdentifier(column.name);
  const derived = parents.length > 0;
  const add = `ALTER TABLE ${nameOf(table)} ADD COLUMN ${columnClause(table, column, { defaultLater: false, typed: false })}`;
  const lost =
    column.generated === null ? { destroys: `the values of ${nameOf(table)}.${name}` } : {};
  return {
    key: columnKey(table, column),
    object: `column ${nameOf(table)}.${name}`,
    rank: rank.table + 1,
    covers: alone || column.generated !== null ? [keyOf("default", table, column.name)] : [],
    needs: [...parents, ...table.inherits.map((parent) => keyOf("relation", parent))],
    statements: [
      ...(derived ? [] : [add]),
      ...columnSettings(table, column),
      ...comment(`COLUMN ${nameOf(table)}.${name}`, column.comment),
      ...(column.notNull?.name == null
        ? []
        : comment(
            `CONSTRAINT ${quoteIdentifier(column.notNull.name)} ON ${nameOf(table)}`,
            column.notNull.comment,
          )),
    ],
    drop: derived ? [] : [{ sql: `ALTER TABLE ${nameOf(table)} DROP COLUMN ${name}`, ...lost }],
    within: [keyOf("relation", table), ...parents],
    claims: identityClaim(column),
  };
}

function identityClaim({ identity }: Column): string[] {
  return identity?.sequence == null ? [] : [`relation ${nameOf(identity.sequence)}`];
}

/** Parents of all the time from which the column comes, so that it comes and goes with theirs. */
export function originsOf(sides: Sides, side: Side, table: Table, column: Column): Table[] {
  if (!column.inherited || column.local) return [];
  return sides
    .keptParents(table)
    .map((parent) => parent[side])
    .filter((parent) => parent.columns.some(({ name }) => name === column.name));
}

export function columnKey(table: Table, { name }: Column): string {
  return key("column", table.schema, table.name, name);
}

function defaultPart(table: Table, column: Column): Part {
  const name = quoteIdentifier(column.name);
  const alter = `ALTER TABLE ONLY ${nameOf(table)} ALTER COLUMN ${name}`;
  return {
    key: keyOf("default", table, column.name),
    object: `default of ${nameOf(table)}.${name}`,
    rank: rank.default,
    needs: [columnKey(table, column)],
    statements: [`${alter} SET DEFAULT ${column.default}`],
    drop: [{ sql: `${alter} DROP DEFAULT` }],
    within: [columnKey(table, column), keyOf("relation", table)],
    claims: [],
  };
}
