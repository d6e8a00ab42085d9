import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import type { ForeignKey } from "../../integrity/foreign-keys.ts";
import { tableOf } from "../../integrity/references.ts";
import { keyOf } from "../../integrity/violators.ts";
import { nameOf } from "../../rows/name.ts";

/** Tables whose rows go, as conditions that lead back to the rows that were asked for. */
export interface Doomed {
  /** Children before their parents. */
  readonly order: readonly string[];
  /** The condition of the rows of a table that go. */
  condition(table: string): string;
}

const columnsOf = (columns: readonly string[], alias = ""): string =>
  columns.map((column) => `${alias}${quoteIdentifier(column)}`).join(", ");

const tuple = (columns: readonly string[]): string =>
  columns.length === 1 ? columnsOf(columns) : `(${columnsOf(columns)})`;

/** Undefined where tables refer to each other in a circle: no order serves then. A table may refer to itself. */
export function doomedBy(
  catalog: Catalog,
  table: string,
  asked: string,
  keys: readonly ForeignKey[],
): Doomed | undefined {
  const order = orderOf(table, keys);
  if (order === undefined) return undefined;
  const known = new Map<string, string>();
  const condition = (name: string): string => {
    const found = known.get(name) ?? make(name);
    known.set(name, found);
    return found;
  };
  const make = (name: string): string => {
    const incoming = keys.filter(({ from, to }) => nameOf(from) === name && nameOf(to) !== name);
    const parts = [
      ...(name === table ? [asked] : []),
      ...incoming.map(
        ({ from, to }) =>
          `${tuple(from.columns)} IN (SELECT ${columnsOf(to.columns)} FROM ${nameOf(to)} WHERE ${condition(nameOf(to))})`,
      ),
    ];
    const base =
      parts.length === 1 ? (parts[0] ?? "") : parts.map((part) => `(${part})`).join(" OR ");
    const own = keys.filter(({ from, to }) => nameOf(from) === name && nameOf(to) === name);
    return own.length === 0 ? base : descendants(catalog, name, base, own);
  };
  return { order, condition };
}

/** Rows, and those of the same table that refer to them, to any depth. */
function descendants(
  catalog: Catalog,
  name: string,
  base: string,
  own: readonly ForeignKey[],
): string {
  const side = own[0]?.from;
  const table = side === undefined ? undefined : tableOf(catalog, side);
  const key = table === undefined ? [] : keyOf(table);
  const identity = key.length === 0 ? ["ctid"] : key;
  const columns = [...new Set([...identity, ...own.flatMap(({ to }) => to.columns)])];
  const joins = own.map(
    ({ from, to }) =>
      `(${from.columns.map((column, at) => `c.${quoteIdentifier(column)} = d.${quoteIdentifier(to.columns[at] ?? "")}`).join(" AND ")})`,
  );
  return `${tuple(identity)} IN (WITH RECURSIVE doomed AS (SELECT ${columnsOf(columns)} FROM ${name} WHERE ${base} UNION SELECT ${columnsOf(columns, "c.")} FROM ${name} c JOIN doomed d ON ${joins.join(" OR ")}) SELECT ${columnsOf(identity)} FROM doomed)`;
}

/** Children first; undefined in a circle of several tables. */
function orderOf(table: string, keys: readonly ForeignKey[]): string[] | undefined {
  const left = new Set([table, ...keys.map(({ from }) => nameOf(from))]);
  const order: string[] = [];
  while (left.size > 0) {
    const next = [...left].find((name) =>
      keys.every(
        ({ from, to }) => nameOf(to) !== name || nameOf(from) === name || !left.has(nameOf(from)),
      ),
    );
    if (next === undefined) return undefined;
    order.push(next);
    left.delete(next);
  }
  return order;
}
