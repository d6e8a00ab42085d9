import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { Column } from "../../postgres/catalog/model/column.ts";
import type { Table } from "../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { nameOf } from "../text.ts";

/** What looks as if it was renamed rather than dropped and made: a question for whoever wants the change. */
export interface SuggestedRename {
  readonly kind: "table" | "column";
  /** Qualified and quoted, as the key of a rename. */
  readonly from: string;
  /** The new name alone. */
  readonly to: string;
}

/** From this part of equal columns on two tables are taken for one. */
const ALIKE = 0.7;

export function suggestRenames(a: Catalog, b: Catalog): SuggestedRename[] {
  const tables = tableRenames(a, b);
  const renamed = new Map(tables.map(({ from, to }) => [from, to]));
  const columns = a.tables.flatMap((table) => {
    const name = renamed.get(nameOf(table)) ?? table.name;
    const other = b.tables.find((one) => one.schema === table.schema && one.name === name);
    return other === undefined ? [] : columnRenames(table, other);
  });
  return [...tables, ...columns];
}

function tableRenames(a: Catalog, b: Catalog): SuggestedRename[] {
  const [before, after] = [a, b].map((catalog) => new Set(catalog.tables.map(nameOf)));
  const gone = a.tables.filter((table) => after?.has(nameOf(table)) !== true);
  const come = b.tables.filter((table) => before?.has(nameOf(table)) !== true);
  const candidates = gone.flatMap((from) =>
    come
      .filter((to) => to.schema === from.schema && to.kind === from.kind)
      .map((to) => ({ from, to, score: shared(from, to) })),
  );
  return chosen(candidates, ALIKE).map(({ from, to }) => ({
    kind: "table",
    from: nameOf(from),
    to: to.name,
  }));
}

/** The part of their columns that both have. */
function shared(a: Table, b: Table): number {
  const describe = ({ name, type }: Column): string => `${name} ${type}`;
  const [left, right] = [a, b].map((table) => new Set(table.columns.map(describe)));
  if (left === undefined || right === undefined || left.size + right.size === 0) return 0;
  const both = [...left].filter((column) => right.has(column)).length;
  return both / (left.size + right.size - both);
}

/** Of the same type; of several the one whose name is most alike. */
function columnRenames(a: Table, b: Table): SuggestedRename[] {
  const missing = (columns: readonly Column[], others: readonly Column[]): Column[] =>
    columns.filter(({ name, inherited }) => !inherited && !others.some((one) => one.name === name));
  const [gone, come] = [missing(a.columns, b.columns), missing(b.columns, a.columns)];
  const candidates = gone.flatMap((from) => {
    const fitting = come.filter((to) => to.type === from.type && isKeyed(to) === isKeyed(from));
    const only = fitting.length === 1 && gone.filter(({ type }) => type === from.type).length === 1;
    return fitting.map((to) => ({
      from,
      to,
      score: Math.max(alike(from.name, to.name), only ? 0.5 : 0),
    }));
  });
  return chosen(candidates, 0.4).map(({ from, to }) => ({
    kind: "column",
    from: `${nameOf(a)}.${quoteIdentifier(from.name)}`,
    to: to.name,
  }));
}

function isKeyed({ identity, generated }: Column): string {
  return `${identity === null} ${generated === null}`;
}

interface Candidate<T> {
  readonly from: T;
  readonly to: T;
  readonly score: number;
}

/** The best first, each thing once. */
function chosen<T>(candidates: readonly Candidate<T>[], least: number): Candidate<T>[] {
  const taken = new Set<T>();
  return candidates
    .filter(({ score }) => score >= least)
    .toSorted((a, b) => b.score - a.score)
    .filter(({ from, to }) => {
      if (taken.has(from) || taken.has(to)) return false;
      taken.add(from).add(to);
      return true;
    });
}

/** The part of their pairs of letters that two names share (Dice). */
function alike(a: string, b: string): number {
  const pairs = (name: string): string[] =>
    Array.from({ length: Math.max(name.length - 1, 1) }, (_, at) => name.slice(at, at + 2));
  const [left, right] = [pairs(a), pairs(b)];
  const total = left.length + right.length;
  const both = left.filter((pair) => {
    const at = right.indexOf(pair);
    if (at === -1) return false;
    right.splice(at, 1);
    return true;
  }).length;
  return (2 * both) / total;
}
