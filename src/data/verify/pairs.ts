import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { Table } from "../../postgres/catalog/model/table.ts";
import { qualified } from "../../sql/quote.ts";
import { chooseTables } from "./choose.ts";
import type { Shared } from "./row-text.ts";

/** A table that both sides have. */
export interface Pair {
  /** Qualified and quoted. */
  readonly table: string;
  readonly columns: readonly Shared[];
  /** Columns that tell rows apart on the source, or on the target; empty where nothing does. */
  readonly key: readonly Shared[];
  /** Columns of one side only, whose values are therefore not compared. */
  readonly onlySource: readonly string[];
  readonly onlyTarget: readonly string[];
}

export interface Tables {
  readonly pairs: readonly Pair[];
  readonly onlySource: readonly string[];
  readonly onlyTarget: readonly string[];
  readonly skipped: readonly { readonly table: string; readonly reason: string }[];
}

/** Pairs the tables of two databases by name. Errors: NOT_FOUND for a wanted name that neither side has. */
export function pairTables(
  source: Catalog,
  target: Catalog,
  wanted: readonly string[] | undefined,
): Tables {
  const [ours, theirs] = [tablesOf(source), tablesOf(target)];
  const names = [...new Set([...ours.keys(), ...theirs.keys()])].toSorted();
  const chosen = chooseTables(names, wanted, "Neither side has");
  const both = chosen.filter((name) => ours.has(name) && theirs.has(name));
  const isForeign = (name: string): boolean =>
    ours.get(name)?.kind === "foreign table" || theirs.get(name)?.kind === "foreign table";
  return {
    pairs: both.flatMap((name) => {
      const [a, b] = [ours.get(name), theirs.get(name)];
      return a === undefined || b === undefined || isForeign(name) ? [] : [pairOf(name, a, b)];
    }),
    onlySource: chosen.filter((name) => !theirs.has(name)),
    onlyTarget: chosen.filter((name) => !ours.has(name)),
    skipped: both
      .filter(isForeign)
      .map((table) => ({ table, reason: "a foreign table's rows are on another server" })),
  };
}

/** Partitions are read as their parent's rows, however either side divides them. What this server keeps for itself is no data. */
const tablesOf = ({ tables }: Catalog): Map<string, Table> =>
  new Map(
    tables
      .filter(({ schema, partitionBound }) => partitionBound === null && schema !== "neon_dba")
      .map((table) => [qualified(table.schema, table.name), table]),
  );

function pairOf(table: string, source: Table, target: Table): Pair {
  const columns = source.columns.flatMap(({ name, type, generated }): Shared[] => {
    const other = target.columns.find((column) => column.name === name);
    // what is computed when it is read is nothing that was copied
    if (
      other === undefined ||
      [generated, other.generated].some((each) => each?.kind === "virtual")
    )
      return [];
    return [{ name, types: { source: type, target: other.type } }];
  });
  const shared = new Map(columns.map((column) => [column.name, column]));
  const key = [...keysOf(source), ...keysOf(target)].find((names) =>
    names.every((name) => shared.has(name)),
  );
  const named = (a: Table, b: Table): string[] =>
    a.columns
      .filter(({ name }) => !b.columns.some((column) => column.name === name))
      .map(({ name }) => name);
  return {
    table,
    columns,
    key: (key ?? []).flatMap((name) => shared.get(name) ?? []),
    onlySource: named(source, target),
    onlyTarget: named(target, source),
  };
}

/** The primary key, then unique indexes of whole rows without nulls; what is deferrable may be broken within transactions only. */
function keysOf({ constraints, indexes, columns }: Table): string[][] {
  const primary = constraints.filter(({ kind }) => kind === "primary key");
  const isRequired = (name: string | null): boolean =>
    columns.some((column) => column.name === name && column.notNull !== null);
  const unique = indexes.filter(
    ({ unique: is, valid, predicate, keys }) =>
      is && valid && predicate === null && keys.every(({ column }) => isRequired(column)),
  );
  return [
    ...primary.map((constraint) => [...constraint.columns]),
    ...unique
      .map(({ keys }) => keys.flatMap(({ column }) => column ?? []))
      .toSorted((a, b) => a.length - b.length),
  ];
}
