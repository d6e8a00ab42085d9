import type { Table } from "../../../postgres/catalog/model/table.ts";
import { quoteIdentifier, quoteLiteral } from "../../../sql/quote.ts";
import type { Values, WorldRow } from "../../oracle/world.ts";

/** Types without an equality that rows could be found by. */
const UNEQUAL = /^(?:json|xml|point|line|lseg|path|polygon|box|circle)/;

/**
 * Columns that tell the rows of a table apart, of those that may be selected: of the primary key, of another key, or all. `ctid` where
 * these do not either.
 */
export function identityOf(
  table: Table,
  rows: readonly Values[],
  selectable: readonly string[] | undefined,
): readonly string[] {
  const may = (column: string): boolean => selectable?.includes(column) ?? true;
  const keys = table.indexes
    .filter(({ unique, predicate }) => unique && predicate === null)
    .toSorted((a, b) => Number(isPrimary(table, b.name)) - Number(isPrimary(table, a.name)))
    .map(({ keys: parts }) => parts.flatMap(({ column }) => column ?? []));
  const all = table.columns
    .filter(({ name, type }) => may(name) && !UNEQUAL.test(type))
    .map(({ name }) => name);
  const tells = (columns: readonly string[]): boolean =>
    columns.length > 0 &&
    columns.every(may) &&
    new Set(rows.map((row) => keyText(columns, row))).size === rows.length;
  const key = keys.find(tells);
  if (key !== undefined) return key;
  // as few as do, so that others are left that may be changed
  const few = all.toReversed().reduce<readonly string[]>((columns, column) => {
    const rest = columns.filter((name) => name !== column);
    return tells(rest) ? rest : columns;
  }, all);
  return tells(few) ? few : ["ctid"];
}

const isPrimary = ({ constraints }: Table, index: string): boolean =>
  constraints.some(({ kind, index: own }) => kind === "primary key" && own === index);

/** What stands for a row: the texts of its identity. */
export const keyText = (identity: readonly string[], values: Values): string =>
  identity.map((column) => values[column] ?? "").join("|");

/** The same in SQL. */
export const keySql = (identity: readonly string[], alias: string): string =>
  identity[0] === "ctid"
    ? `${alias}.tableoid::text || ${alias}.ctid::text`
    : identity
        .map((column) => `coalesce(${alias}.${quoteIdentifier(column)}::text, '')`)
        .join(" || '|' || ");

/** SQL of a condition that holds for this row alone. */
export function whereRow(
  table: Table,
  identity: readonly string[],
  { id, values }: WorldRow,
): string {
  if (identity[0] === "ctid") {
    const [, oid = "", ctid = ""] = /^(\d+)(.*)$/.exec(id) ?? [];
    return `(tableoid = ${oid} and ctid = ${quoteLiteral(ctid)})`;
  }
  const parts = identity.map((column) => {
    const value = values[column] ?? null;
    const type = table.columns.find(({ name }) => name === column)?.type ?? "text";
    return value === null
      ? `${quoteIdentifier(column)} is null`
      : `${quoteIdentifier(column)} = ${quoteLiteral(value)}::${type}`;
  });
  return `(${parts.join(" and ")})`;
}
