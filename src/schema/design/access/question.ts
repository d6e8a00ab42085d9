import type { AccessPattern, Model } from "../model.ts";
import type { Design, DesignedColumn, DesignedTable } from "../tables.ts";
import { isGuarded } from "./guard.ts";
import { findJoin } from "./join.ts";
import type { Join } from "./join.ts";

/** An access pattern over the columns that its members are. */
export interface Question {
  readonly pattern: AccessPattern;
  readonly table: DesignedTable;
  readonly equals: readonly DesignedColumn[];
  /** Equality over a table that joins two: rows that are joined with the one that is given. */
  readonly joins: readonly Join[];
  readonly range: readonly DesignedColumn[];
  readonly contains: readonly DesignedColumn[];
  readonly search: readonly DesignedColumn[];
  /** Those of all these that no index answers, because policies hide rows and the comparison could tell of them. */
  readonly leaky: readonly DesignedColumn[];
  /** A total order: where the pattern's own leaves it open, the primary key ends it. Empty where nothing is sorted. */
  readonly sort: readonly Sorted[];
}

export interface Sorted {
  readonly column: DesignedColumn;
  readonly descending: boolean;
}

/**
 * The questions of a design, in the order of its patterns. Rows of tenants are asked for within one tenant, unless what is asked for is
 * one row anyway; `leakproof` are types (`leakproofTypes`). Throws where a pattern names what its entity does not have: reading the model has checked that.
 */
export function questionsOf(
  { model, tables }: Pick<Design, "model" | "tables">,
  leakproof: ReadonlySet<string>,
): Question[] {
  return model.patterns.map((pattern) => {
    const table = tables.find(({ entity }) => entity === pattern.entity);
    if (table === undefined) throw new Error(`no table of ${pattern.entity}`);
    const question = questionOf(pattern, table, model, tables);
    return model.tenancy === null || !isGuarded(table)
      ? question
      : { ...question, leaky: leakyOf(question, leakproof) };
  });
}

/** What arrays, documents and texts hold is told by no function that is known to keep it. */
function leakyOf(
  { equals, range, contains, search }: Question,
  leakproof: ReadonlySet<string>,
): DesignedColumn[] {
  const compared = [...equals, ...range].filter(({ type }) => !leakproof.has(type));
  return [...new Set([...compared, ...contains, ...search])];
}

function questionOf(
  pattern: AccessPattern,
  table: DesignedTable,
  model: Model,
  tables: readonly DesignedTable[],
): Question {
  const found = (member: string): DesignedColumn => {
    const column = columnOf(table, member);
    if (column === undefined) throw new Error(`${table.name} has no ${member}`);
    return column;
  };
  const joins = pattern.equals.flatMap((member) => {
    if (columnOf(table, member) !== undefined) return [];
    const join = findJoin(member, table, model, tables);
    if (join === undefined) throw new Error(`${table.name} has no ${member}`);
    return [join];
  });
  const named = pattern.equals.filter((member) => columnOf(table, member) !== undefined);
  const equals = withTenant(table, named.map(found));
  const sort = pattern.sort.map(({ by, descending }) => ({ column: found(by), descending }));
  return {
    pattern,
    table,
    equals,
    joins,
    range: pattern.range.map(found),
    contains: pattern.contains.map(found),
    search: pattern.search.map(found),
    leaky: [],
    sort: totalOrder(table, equals, sort),
  };
}

const columnOf = (table: DesignedTable, member: string): DesignedColumn | undefined =>
  table.columns.find((column) => column.member === member) ??
  table.columns.find(({ name }) => name === member);

function withTenant(
  table: DesignedTable,
  equals: readonly DesignedColumn[],
): readonly DesignedColumn[] {
  const tenant = table.columns.find(({ name }) => name === table.tenantColumn);
  const names = equals.map(({ name }) => name);
  if (tenant === undefined || !isGuarded(table)) return equals;
  if (names.includes(tenant.name) || isKey(table, names)) return equals;
  return [tenant, ...equals];
}

/** Whether rows of a table differ in these columns, or in some of them. */
function isKey({ primaryKey, unique, columns }: DesignedTable, names: readonly string[]): boolean {
  const required = new Set(columns.flatMap(({ name, notNull }) => (notNull ? name : [])));
  return [primaryKey, ...unique.map((key) => key.columns)].some(
    (key) =>
      key.length > 0 && key.every((column) => names.includes(column) && required.has(column)),
  );
}

function totalOrder(
  table: DesignedTable,
  equals: readonly DesignedColumn[],
  sort: readonly Sorted[],
): Sorted[] {
  const open = sort.filter(({ column }) => !equals.includes(column));
  const last = open.at(-1);
  const names = [...equals, ...open.map(({ column }) => column)].map(({ name }) => name);
  if (last === undefined || isKey(table, names)) return open;
  const key = table.columns.filter(
    ({ name }) => table.primaryKey.includes(name) && !names.includes(name),
  );
  return [...open, ...key.map((column) => ({ column, descending: last.descending }))];
}
