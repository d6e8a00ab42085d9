import type { Column } from "../../postgres/catalog/model/column.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import type { Bounds } from "./bounds.ts";
import type { Values } from "./columns.ts";
import type { Check, Fitted, Key, TableReference } from "./fitted.ts";
import { givenValue, isGiven, type GivenRows } from "./given.ts";
import { nameOf } from "./name.ts";
import { random, ROW, saltOf } from "./numbers.ts";
import type { Ordered } from "./order.ts";
import { refusesNull, type Types } from "./types.ts";

export interface Source {
  readonly values: Values;
  readonly types: Types;
  readonly bounds: ReadonlyMap<string, Bounds>;
  readonly seed: number;
  /** Rows by qualified name of a table. */
  readonly counts: ReadonlyMap<string, number>;
  /** Whether a table is partitioned, or has no rows but its own. */
  readonly isWhole: (name: string) => boolean;
  readonly given: ReadonlyMap<string, GivenRows>;
}

export interface RowsQuery {
  /** Unquoted, in the order of the select list. */
  readonly columns: readonly string[];
  /** Columns whose default would have counted rows. */
  readonly counted: readonly string[];
  /** Rows of these numbers that fit. `unchecked` leaves checks to the table itself. */
  sql(from: string | number, to: string | number, limit: number, unchecked?: boolean): string;
}

/** How one table's rows are made by one query. */
export function rowsQuery({ fitted, met, late }: Ordered, source: Source): RowsQuery {
  const { table, name } = fitted;
  const given = source.given.get(name);
  const open = met.filter(({ columns }) => !columns.every((column) => isGiven(given, column)));
  const joins = open.map((reference, index) => joinOf(reference, index, fitted, source, open));
  const fromParent = new Map<string, string>();
  joins.forEach(({ values }) =>
    values.forEach(([column, sql]) => {
      if (!fromParent.has(column)) fromParent.set(column, sql);
    }),
  );
  const lateColumns = new Map<string, string>();
  for (const { columns, to } of late)
    columns.forEach((column, index) => {
      const key = nameOf(to.table) === name ? (to.columns[index] ?? "") : "";
      if (!fromParent.has(column)) lateColumns.set(column, key);
    });
  const needed = new Set(
    [...lateColumns].flatMap(([column, key]) =>
      fitted.required.has(column) && key !== "" ? [key] : [],
    ),
  );
  const valueFrom = (from: Column, column: Column): string | undefined => {
    const value = source.values(from);
    return value === undefined ? undefined : orNull(value, column, fitted, source);
  };
  const drawn: (readonly [column: string, sql: string])[] = [];
  const counted: string[] = [];
  for (const column of table.columns) {
    if (column.generated !== null) continue;
    const parent = fromParent.get(column.name);
    if (given?.columns.has(column.name) === true) {
      const drawnValue = parent ?? valueFrom(column, column) ?? `null::${column.type}`;
      drawn.push([column.name, givenValue(given, column, drawnValue)]);
      continue;
    }
    if (parent !== undefined) {
      drawn.push([column.name, parent]);
      continue;
    }
    const key = lateColumns.get(column.name);
    if (key !== undefined && !fitted.required.has(column.name)) {
      drawn.push([column.name, `null::${column.type}`]);
      continue;
    }
    if (isCounted(column)) {
      if (!needed.has(column.name) && !isLookedAt(column, fitted)) continue;
      counted.push(column.name);
    }
    const from =
      key === undefined || key === ""
        ? column
        : (table.columns.find((other) => other.name === key) ?? column);
    const value = valueFrom(from, column);
    if (value !== undefined) drawn.push([column.name, value]);
  }
  return {
    columns: drawn.map(([column]) => column),
    counted,
    sql: sqlOf(fitted, drawn, joins, source),
  };
}

const isCounted = (column: Column): boolean =>
  column.identity !== null || /\bnextval\(/.test(column.default ?? "");

/** Something has to be known of the value before the row is made. */
function isLookedAt({ name }: Column, { checks, table, keys }: Fitted): boolean {
  const missing = keys.some(
    (key) => !key.passedOver && key.columns.includes(name) && key.columns.length > 1,
  );
  return (
    missing ||
    checks.some(({ columns }) => columns.includes(name)) ||
    (table.partitionKey ?? "").includes(name)
  );
}

function orNull(value: string, column: Column, fitted: Fitted, { types, seed }: Source): string {
  const { name, type } = column;
  if (fitted.required.has(name) || refusesNull(type, types) || column.identity !== null)
    return value;
  const together = fitted.checks.some(
    ({ columns }) => columns.length > 1 && columns.includes(name),
  );
  const chance = random(saltOf(seed, fitted.name, name, "null"));
  return `case when ${chance} % ${together ? 2 : 8} = 0 then null else ${value} end`;
}

interface Join {
  readonly sql: string;
  readonly values: readonly (readonly [column: string, sql: string])[];
}

/** A row of the parent, by its place; where other references gave some of the columns, one that agrees with them. */
function joinOf(
  { columns, to }: TableReference,
  index: number,
  fitted: Fitted,
  source: Source,
  met: readonly TableReference[],
): Join {
  const alias = `neon_dba_${index}`;
  const parent = nameOf(to.table);
  const given = source.given.get(fitted.name);
  const shared = columns.flatMap((column, at) => {
    const own = fitted.table.columns.find(({ name }) => name === column);
    if (given !== undefined && own !== undefined && isGiven(given, column))
      return [{ at, from: givenValue(given, own) }];
    const other = met.slice(0, index).findIndex((earlier) => earlier.columns.includes(column));
    const place = met[other]?.columns.indexOf(column) ?? -1;
    return other === -1 ? [] : [{ at, from: `neon_dba_${other}.k${place}` }];
  });
  const keys = to.columns.map((column, at) => `${quoteIdentifier(column)} as k${at}`).join(", ");
  const window =
    shared.length === 0
      ? ""
      : `partition by ${shared.map(({ at }) => quoteIdentifier(to.columns[at] ?? "")).join(", ")} `;
  const rows = `select ${keys}, pg_catalog.row_number() over (${window}order by tableoid, ctid) - 1 as place${shared.length === 0 ? "" : `, pg_catalog.count(*) over (${window}) as places`} from ${source.isWhole(parent) ? parent : `only ${parent}`} where ${to.columns.map((column) => `${quoteIdentifier(column)} is not null`).join(" and ")}`;
  const salt = saltOf(source.seed, fitted.name, ...columns);
  const alone = fitted.keys.some((key) =>
    key.columns.every((column) => column !== null && columns.includes(column)),
  );
  const count =
    shared.length === 0 ? String(Math.max(source.counts.get(parent) ?? 0, 1)) : `${alias}.places`;
  const place = `${alone ? ROW : random(salt)} % ${count}`;
  const optional = columns.some((column) => !fitted.required.has(column)) && !alone;
  const where = [
    ...shared.map(({ at, from }) => `${alias}.k${at} = ${from}`),
    `${alias}.place = ${place}`,
    ...(optional ? [`${random(saltOf(salt, "null"))} % 8 <> 0`] : []),
  ];
  const values = columns.map((column, at) => {
    const type = fitted.table.columns.find((own) => own.name === column)?.type ?? "text";
    return [column, `${alias}.k${at}::${type}`] as const;
  });
  return { sql: `left join (${rows}) ${alias} on ${where.join(" and ")}`, values };
}

function sqlOf(
  { checks, keys, required, name }: Fitted,
  drawn: readonly (readonly [column: string, sql: string])[],
  joins: readonly Join[],
  { bounds, isWhole }: Source,
): RowsQuery["sql"] {
  const columns = new Set(drawn.map(([column]) => column));
  const list = drawn.map(([column]) => quoteIdentifier(column)).join(", ");
  const checked = checks.filter((check) => check.columns.every((column) => columns.has(column)));
  const holds = ({ condition }: Check): string => `(${condition}) is not false`;
  const needed = [
    ...checked.filter(({ isLater }) => isLater).map(holds),
    ...[...required]
      .filter((column) => columns.has(column))
      .map((column) => `${quoteIdentifier(column)} is not null`),
    ...(bounds.get(name) === undefined ? [] : [bounds.get(name)?.condition ?? ""]),
  ];
  const firsts = keys
    .filter(
      (key) =>
        !key.passedOver && key.columns.every((column) => column === null || columns.has(column)),
    )
    .map(firstOf(isWhole(name) ? name : `only ${name}`));
  return (from, to, limit, unchecked = false) => {
    const own = checked.filter(({ isLater }) => !isLater).map(holds);
    const conditions = unchecked ? needed : [...own, ...needed];
    const values = drawn.map(([column, sql]) => `${sql} as ${quoteIdentifier(column)}`);
    const inner = `select ${[ROW, ...values].join(", ")} from pg_catalog.generate_series(${from}, ${to}) ${ROW} ${joins.map(({ sql }) => sql).join(" ")}`;
    const fitting = `select *${firsts.map(({ place }, index) => `, ${place} as neon_dba_first_${index}`).join("")} from (${inner}) neon_dba_drawn${conditions.length === 0 ? "" : ` where ${conditions.join(" and ")}`}`;
    const where = firsts
      .map(({ isFirst }, index) => isFirst(`neon_dba_first_${index}`))
      .join(" and ");
    return `select ${list} from (${fitting}) neon_dba_new${where === "" ? "" : ` where ${where}`} order by ${ROW} limit ${limit}`;
  };
}

/** Of rows with one key the first, and none that is there already. */
const firstOf =
  (table: string) =>
  ({ expressions, columns }: Key): { place: string; isFirst: (place: string) => string } => {
    const key = expressions.join(", ");
    const isNull = expressions.map((expression) => `${expression} is null`).join(" or ");
    const isThere = columns.map(
      (column) =>
        `neon_dba_old.${quoteIdentifier(column ?? "")} = neon_dba_new.${quoteIdentifier(column ?? "")}`,
    );
    const old = columns.includes(null)
      ? ""
      : ` and not exists (select from ${table} neon_dba_old where ${isThere.join(" and ")})`;
    return {
      place: `case when ${isNull} then 1 else pg_catalog.row_number() over (partition by ${key} order by ${ROW}) end`,
      isFirst: (place) => `${place} = 1${old}`,
    };
  };
