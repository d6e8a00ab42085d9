import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { Constraint, Index, Reference } from "../../postgres/catalog/model/constraint.ts";
import type { Table } from "../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { laterCondition, type Bounds, type LaterSchema } from "./bounds.ts";
import { conditionOf } from "./constants.ts";
import { nameOf } from "./name.ts";

export interface Check {
  readonly condition: string;
  readonly columns: readonly string[];
  /** Whether the table does not look at it yet. */
  readonly isLater: boolean;
}

export interface Key {
  /** Null for an expression. */
  readonly columns: readonly (string | null)[];
  /** As Postgres prints them. */
  readonly expressions: readonly string[];
  /** ON CONFLICT passes over rows that would break it. */
  readonly passedOver: boolean;
}

export interface TableReference {
  readonly columns: readonly string[];
  readonly to: Reference;
}

/** A table and all that its rows have to fit. */
export interface Fitted {
  readonly table: Table;
  readonly name: string;
  readonly checks: readonly Check[];
  readonly keys: readonly Key[];
  readonly references: readonly TableReference[];
  /** Columns that take no NULL. */
  readonly required: ReadonlySet<string>;
  /** Columns whose values differ from row to row. */
  readonly distinct: ReadonlySet<string>;
  /** The type that a column will have. */
  readonly becomes: ReadonlyMap<string, string>;
}

/**
 * The tables that rows can be put into; of a partitioned table the whole. With `later`, rows also fit what tables of the same
 * name have there in constraints on columns of the same name. `strict` rows have no NULL where there will be none.
 */
export function fittedTables(
  catalog: Catalog,
  bounds: ReadonlyMap<string, Bounds>,
  later?: LaterSchema,
  strict = false,
): Fitted[] {
  const known = new Map(catalog.tables.map((table) => [nameOf(table), table]));
  const after = new Map((later?.catalog.tables ?? []).map((table) => [nameOf(table), table]));
  return catalog.tables
    .filter(({ kind, partitionBound }) => kind !== "foreign table" && partitionBound === null)
    .map((table) => {
      const name = nameOf(table);
      const fitted = fit(table, after.get(name), known, strict);
      const condition = later && laterCondition(name, bounds.get(name), later);
      return condition === undefined
        ? fitted
        : { ...fitted, checks: [...fitted.checks, boundCheck(table, condition)] };
    });
}

/** Which columns a bound is about is only in its text. */
const boundCheck = ({ columns }: Table, condition: string): Check => ({
  condition,
  columns: columns
    .filter(({ name }) => condition.includes(quoteIdentifier(name)))
    .map(({ name }) => name),
  isLater: true,
});

function fit(
  table: Table,
  later: Table | undefined,
  known: ReadonlyMap<string, Table>,
  strict: boolean,
): Fitted {
  const columns = new Set(table.columns.map(({ name }) => name));
  const becomes = new Map(
    (later?.columns ?? []).flatMap(({ name, type }) => {
      const now = table.columns.find((column) => column.name === name);
      return now === undefined || now.type === type ? [] : [[name, type] as const];
    }),
  );
  const present = new Set(table.constraints.map(keyOfConstraint));
  const added = (later?.constraints ?? []).filter(
    (constraint) =>
      !present.has(keyOfConstraint(constraint)) &&
      constraint.columns.every((name) => columns.has(name) && !becomes.has(name)),
  );
  const constraints = [...table.constraints, ...added];
  const references = constraints.flatMap(({ columns: from, references: to }) =>
    to !== null && hasColumns(known.get(nameOf(to.table)), to.columns)
      ? [{ columns: from, to }]
      : [],
  );
  const keys = [
    ...table.indexes.map((index) => keyOf(index, table)),
    ...laterKeys(table, later, columns),
  ].flat();
  const excluded = constraints
    .filter(({ kind }) => kind === "exclusion")
    .flatMap((constraint) => constraint.columns);
  const referencing = new Set(references.flatMap((reference) => reference.columns));
  const distinct = [...keys.flatMap((key) => key.columns), ...excluded].filter(
    (name): name is string => name !== null && !referencing.has(name),
  );
  const required = [...table.columns, ...(strict ? (later?.columns ?? []) : [])].filter(
    ({ notNull, name }) => notNull !== null && columns.has(name),
  );
  return {
    table,
    name: nameOf(table),
    checks: constraints
      .filter(({ kind }) => kind === "check")
      .map((check) => ({
        condition: conditionOf(check.definition),
        columns: check.columns,
        isLater: added.includes(check),
      })),
    keys,
    references,
    required: new Set(required.map(({ name }) => name)),
    distinct: new Set(distinct),
    becomes,
  };
}

/** One of the same name may be another one then. */
const keyOfConstraint = ({ name, kind, columns, references, definition }: Constraint): string =>
  JSON.stringify([
    name,
    columns,
    references && [references.table, references.columns],
    kind === "check" ? conditionOf(definition) : "",
  ]);

const hasColumns = (table: Table | undefined, columns: readonly string[]): boolean =>
  table !== undefined &&
  columns.every((name) => table.columns.some((column) => column.name === name));

function keyOf(index: Index, { constraints }: Table): Key[] {
  if (!index.unique) return [];
  const constraint = constraints.find(({ name }) => name === index.constraint);
  return [
    {
      columns: index.keys.map(({ column }) => column),
      expressions: index.keys.map(({ expression }) => expression),
      passedOver: constraint?.deferrable !== true,
    },
  ];
}

const keyOfIndex = ({ name, unique, keys }: Index): string =>
  JSON.stringify([name, unique, keys.map(({ expression }) => expression)]);

/** Unique indexes that there will be, as far as they are over columns that there are. */
function laterKeys(table: Table, later: Table | undefined, columns: ReadonlySet<string>): Key[] {
  const before = new Set(table.indexes.map(keyOfIndex));
  return (later?.indexes ?? [])
    .filter(
      (index) =>
        index.unique &&
        !before.has(keyOfIndex(index)) &&
        index.keys.every(({ column }) => column !== null && columns.has(column)),
    )
    .map(({ keys }) => ({
      columns: keys.map(({ column }) => column),
      expressions: keys.map(({ column }) => quoteIdentifier(column ?? "")),
      passedOver: false,
    }));
}
