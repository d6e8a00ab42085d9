import type { Column } from "../../../../postgres/catalog/model/column.ts";
import type { Constraint, Index } from "../../../../postgres/catalog/model/constraint.ts";
import type { Table } from "../../../../postgres/catalog/model/table.ts";
import { tagged } from "../../../../sql/walk.ts";
import type { LintedStatement } from "../../rule.ts";
import { nameOf, relationsOf, tableOf } from "./names.ts";

/** What became of a table that was there before the statement. */
export interface Alteration {
  readonly name: string;
  readonly before: Table;
  readonly after: Table;
  readonly columns: readonly Column[];
  /** Another type or collation. */
  readonly retyped: readonly { readonly before: Column; readonly after: Column }[];
  /** Columns that were there and of which it is now certain that they hold no NULL. */
  readonly required: readonly Column[];
  readonly constraints: readonly Constraint[];
  readonly indexes: readonly Index[];
}

export interface Changes {
  /** Tables that the statement made. */
  readonly tables: readonly Table[];
  readonly altered: readonly Alteration[];
}

const none: Changes = { tables: [], altered: [] };
const known = new WeakMap<LintedStatement, Changes>();

/** What a statement made of the tables, by the schemas before and after, whatever way it took; what a DO block does is its own. */
export function changesOf(at: LintedStatement): Changes {
  const kept = known.get(at) ?? compare(at);
  known.set(at, kept);
  return kept;
}

function compare(at: LintedStatement): Changes {
  if (at.before === at.after || at.within !== undefined) return none;
  const there = relationsOf(at.before);
  const [tag] = tagged(at.statement.node) ?? [""];
  const renamed = tag === "RenameStmt" || tag === "AlterObjectSchemaStmt";
  return {
    tables: renamed ? [] : at.after.tables.filter((table) => !there.has(nameOf(table))),
    altered: renamed
      ? []
      : (at.effect?.locks ?? []).flatMap(({ relation }) => alteration(at, relation)),
  };
}

function alteration(at: LintedStatement, name: string): Alteration[] {
  const before = tableOf(at.before, name);
  const after = tableOf(at.after, name);
  if (before === undefined || after === undefined) return [];
  const columns = new Map(before.columns.map((column) => [column.name, column]));
  const kept = after.columns.flatMap((column) => {
    const old = columns.get(column.name);
    return old === undefined ? [] : [{ before: old, after: column }];
  });
  return [
    {
      name,
      before,
      after,
      columns: after.columns.filter((column) => !columns.has(column.name)),
      retyped: kept.filter(
        (pair) =>
          pair.before.type !== pair.after.type || collation(pair.before) !== collation(pair.after),
      ),
      required: kept
        .filter((pair) => pair.before.notNull?.validated !== true && pair.after.notNull?.validated)
        .map((pair) => pair.after),
      constraints: added(before.constraints, after.constraints),
      indexes: added(before.indexes, after.indexes),
    },
  ];
}

const collation = (column: Column): string =>
  column.collation === null ? "" : nameOf(column.collation);

/** By name and definition: what was dropped and made anew under its old name counts. */
function added<T extends { readonly name: string; readonly definition: string }>(
  before: readonly T[],
  after: readonly T[],
): T[] {
  const old = new Set(before.map(({ name, definition }) => `${name} ${definition}`));
  return after.filter(({ name, definition }) => !old.has(`${name} ${definition}`));
}

export interface NewColumn {
  readonly at: LintedStatement;
  /** Qualified name of its table. */
  readonly table: string;
  readonly column: Column;
  /** The whole table as the statement left it. */
  readonly of: Table;
}

/** Columns that the statement made, in new tables and in old ones. */
export function newColumns(at: LintedStatement): NewColumn[] {
  const { tables, altered } = changesOf(at);
  return [
    ...tables
      .filter(({ partitionBound }) => partitionBound === null)
      .flatMap((of) => of.columns.map((column) => ({ at, table: nameOf(of), column, of }))),
    ...altered.flatMap(({ name, columns, after }) =>
      columns.map((column) => ({ at, table: name, column, of: after })),
    ),
  ].filter(({ column }) => column.local);
}
