import type { Catalog, OtherObject } from "../../postgres/catalog/model/catalog.ts";
import type { Column } from "../../postgres/catalog/model/column.ts";
import type { Table } from "../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { nameOf } from "../text.ts";
import { isUnordered } from "./column-order.ts";
import { typeVerdict } from "./type-verdict.ts";
import { serverStays } from "./other-verdict.ts";

/** A table that both sides have and that stays itself. */
export interface TablePair {
  readonly a: Table;
  readonly b: Table;
}

export interface Tables {
  /** By their qualified names. */
  readonly pairs: ReadonlyMap<string, TablePair>;
  /** Names of tables of the first side that are made anew on the other, or are partitions of such a table, and whose rows go over. */
  readonly rebuilt: ReadonlySet<string>;
}

/** What stays itself, and what Postgres cannot make of what there is but by copying its rows. */
export function tablesOf(a: Catalog, b: Catalog): Tables {
  const wanted = new Map(b.tables.map((table) => [nameOf(table), table]));
  const pairs = new Map(
    a.tables.flatMap((table): [string, TablePair][] => {
      const other = wanted.get(nameOf(table));
      const stays = other !== undefined && staysItself(a, b, table, other);
      return stays ? [[nameOf(table), { a: table, b: other }]] : [];
    }),
  );
  const rebuilt = new Set(
    a.tables.flatMap((table) => {
      const other = wanted.get(nameOf(table));
      const rows = other !== undefined && hasRows(table) && hasRows(other);
      return rows && !pairs.has(nameOf(table)) ? [nameOf(table)] : [];
    }),
  );
  for (;;) {
    const next = a.tables.find(
      (table) => !rebuilt.has(nameOf(table)) && follows(table, pairs, rebuilt),
    );
    if (next === undefined) return { pairs, rebuilt };
    pairs.delete(nameOf(next));
    rebuilt.add(nameOf(next));
  }
}

function hasRows({ kind }: Table): boolean {
  return kind !== "foreign table";
}

/** A table of another kind, with another partition key, or on another server is another table. */
function staysItself(a: Catalog, b: Catalog, before: Table, after: Table): boolean {
  if (before.kind !== after.kind || before.partitionKey !== after.partitionKey) return false;
  if (after.ofType !== null && isUnordered(before, after)) return false;
  if (before.columns.some((column) => changesKey(a, b, column, before, after))) return false;
  if (before.foreign?.server !== after.foreign?.server) return false;
  const server = ({ others }: Catalog): OtherObject | undefined =>
    others.find(({ kind, name }) => kind === "foreign server" && name === before.foreign?.server);
  const [from, to] = [server(a), server(b)];
  return from === undefined || to === undefined || serverStays(from, to);
}

/** A column by which a table is partitioned keeps its type, and that stays as it is. */
function changesKey(a: Catalog, b: Catalog, column: Column, before: Table, after: Table): boolean {
  const other = after.columns.find(({ name }) => name === column.name);
  if (other === undefined || !isInKey(before, column.name)) return false;
  if (describe(other) !== describe(column)) return true;
  const [from, to] = [a, b].map(({ types }) => types.find((type) => nameOf(type) === column.type));
  return from !== undefined && to !== undefined && typeVerdict(from, to)?.kind === "remake";
}

function describe({ type, collation }: Column): string {
  return JSON.stringify([type, collation]);
}

/** Whether the name is in `RANGE (at, lower(name))`; a function of that name counts, too. */
export function isInKey({ partitionKey }: Table, column: string): boolean {
  if (partitionKey === null) return false;
  const name = quoteIdentifier(column).replace(/[$()*+.?[\\\]^{|}]/g, "\\$&");
  return new RegExp(`(?<![\\w"])${name}(?![\\w"])`).test(partitionKey);
}

/** Whether what becomes of others leaves a table no way but to be made anew. */
function follows(
  table: Table,
  pairs: ReadonlyMap<string, TablePair>,
  rebuilt: ReadonlySet<string>,
): boolean {
  const pair = pairs.get(nameOf(table));
  const [parent] = table.inherits;
  if (table.partitionBound !== null && parent !== undefined) {
    if (!rebuilt.has(nameOf(parent))) return false;
    const stays = pair?.b.inherits.some((other) => nameOf(other) === nameOf(parent)) === true;
    return pair === undefined || stays;
  }
  return pair !== undefined && pair.b.partitionBound === null && !inherits(pair, pairs);
}

/** Whether ALTER TABLE makes the columns be declared and inherited as they are to be. */
function inherits(pair: TablePair, pairs: ReadonlyMap<string, TablePair>): boolean {
  const kept = keptParentsOf(pair, pairs);
  return pair.b.columns.every((column) => {
    const before = pair.a.columns.find(({ name }) => name === column.name);
    const origins = kept.filter((parent) =>
      parent.b.columns.some(({ name }) => name === column.name),
    );
    if (!column.local) return origins.length > 0 && before?.local !== true;
    // Who leaves all parents has its columns to itself.
    const stays = kept.some((parent) => parent.a.columns.some(({ name }) => name === column.name));
    return before === undefined || before.local || !stays;
  });
}

/** Of several, those up to the first that is not the same. */
export function keptParentsOf(
  { a, b }: TablePair,
  pairs: ReadonlyMap<string, TablePair>,
): TablePair[] {
  if (a.partitionBound !== b.partitionBound) return [];
  const kept: TablePair[] = [];
  for (const [at, name] of a.inherits.entries()) {
    const other = b.inherits[at];
    const pair = pairs.get(nameOf(name));
    if (pair === undefined || other === undefined || nameOf(other) !== nameOf(name)) break;
    kept.push(pair);
  }
  return kept;
}
