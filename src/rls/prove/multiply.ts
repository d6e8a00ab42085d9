import type { Session } from "../../core/session.ts";
import type { Table } from "../../postgres/catalog/model/table.ts";
import { quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import type { Values, WorldRow } from "../oracle/world.ts";
import { nameOf } from "./place.ts";
import type { TableRows } from "./world/table-rows.ts";

/** Copies of each row. */
export const ROWS = 100_000;

/** Fills a table with copies of rows; its indexes are built afterwards, so that each is sorted once. */
export async function multiply(
  session: Session,
  rows: TableRows,
  models: readonly Values[],
): Promise<void> {
  const { table, name } = rows;
  for (const sql of loose(table)) await session.query(sql);
  const later = table.indexes.filter(({ unique, constraint }) => !unique && constraint === null);
  for (const index of later)
    await session.query(`drop index ${nameOf({ ...table, name: index.name })}`);
  for (const [at, values] of models.entries()) await session.query(copies(rows, values, at));
  for (const { definition } of later) await session.query(definition);
  if (table.rowSecurity.forced) await session.query(`alter table ${name} force row level security`);
}

/** Nothing but the rows themselves is of interest. */
function loose(table: Table): string[] {
  const name = `${quoteIdentifier(table.schema)}.${quoteIdentifier(table.name)}`;
  return [
    ...table.constraints
      .filter(({ kind, inherited }) => (kind === "foreign key" || kind === "check") && !inherited)
      .map(
        (constraint) =>
          `alter table ${name} drop constraint if exists ${quoteIdentifier(constraint.name)}`,
      ),
    ...(table.triggers.some(({ enabled }) => enabled !== "disabled")
      ? [`alter table ${name} disable trigger user`]
      : []),
    `alter table ${name} no force row level security`,
  ];
}

/** Copies of a row that differ in what has to be unique, in order, so that the indexes which stay grow at their end. */
function copies({ table, rows: known, name }: TableRows, row: Values, at: number): string {
  const unique = table.indexes.filter((index) => index.unique);
  const keys = new Set(
    unique.flatMap(({ keys: parts }) => parts.flatMap(({ column }) => column ?? [])),
  );
  const columns = table.columns.filter(({ generated }) => generated === null);
  const number = `(i + ${at * ROWS})`;
  const distinct = new Set<string>();
  const values = columns.map(({ name: column, type }) => {
    const value = row[column] ?? null;
    const constant = value === null ? `null::${type}` : `${quoteLiteral(value)}::${type}`;
    // who owns a row stays, what tells it apart does not
    if (!keys.has(column) || isShared(table, column)) return constant;
    const text = textOf(type, column, value, known, number);
    if (text === undefined) return constant;
    distinct.add(column);
    return `(${text})::${type}`;
  });
  const differ = unique.every(({ keys: parts }) =>
    parts.some(({ column }) => column !== null && distinct.has(column)),
  );
  return `insert into ${name} (${columns.map(({ name: column }) => quoteIdentifier(column)).join(", ")}) overriding system value select ${values.join(", ")} from pg_catalog.generate_series(1, ${ROWS}) i${differ ? "" : " on conflict do nothing"}`;
}

/** Another value for each number, and none that a row of the world has. */
function textOf(
  type: string,
  column: string,
  value: string | null,
  known: readonly WorldRow[],
  number: string,
): string | undefined {
  if (type === "uuid")
    return `'ffffffff-dba0-4000-8000-' || pg_catalog.lpad(pg_catalog.to_hex(${number}), 12, '0')`;
  if (/^(?:integer|bigint|numeric)/.test(type)) {
    const last = Math.max(0, ...known.map((row) => Math.trunc(Number(row.values[column] ?? 0))));
    return `${last}::int8 + ${number}`;
  }
  if (/^(?:text|character varying$)/.test(type))
    return `${quoteLiteral(value ?? "")} || '-' || ${number}`;
  return undefined;
}

/** Of a key of several columns the first says whose the row is. */
function isShared({ indexes }: Table, column: string): boolean {
  return indexes.some(
    ({ unique, keys }) => unique && keys.length > 1 && keys[0]?.column === column,
  );
}
