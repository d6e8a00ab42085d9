import { ToolError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { Table } from "../../postgres/catalog/model/table.ts";
import { ROW } from "../../schema/rows/numbers.ts";
import { typesOf, type Types } from "../../schema/rows/types.ts";
import { valueOf } from "../../schema/rows/values.ts";
import { parseScript } from "../../sql/parse.ts";
import { qualified, quoteIdentifier } from "../../sql/quote.ts";
import { parameterTypes, prepared } from "../prepared.ts";
import { boundParameters, type Bound } from "./parameters.ts";

/** A statement of the running application with values that fit the rows. */
export interface OldStatement {
  readonly statement: string;
  readonly values: readonly unknown[];
  /** No values were found with which it runs: it is only prepared. */
  readonly onlyPrepared: boolean;
}

/** What the old application does, tried on the database before the migration. */
export type OldApplication = readonly OldStatement[];

export interface Tried {
  readonly statement: string;
  /** SQLSTATE and message. */
  readonly error?: string;
}

const LIMITS = { maxRows: 1, maxBytes: 1_000_000, complete: true } as const;

/** Finds parameters with which each statement runs on the database as it is. */
export async function readOldApplication(
  session: Session,
  catalog: Catalog,
  statements: readonly string[],
): Promise<OldApplication> {
  const types = typesOf(catalog);
  const found: OldStatement[] = [];
  for (const statement of statements) {
    const [parsed] = await parseScript(statement);
    const wanted = await parameterTypes(session, statement);
    if (parsed === undefined || wanted === undefined) {
      found.push({ statement, values: [], onlyPrepared: true });
      continue;
    }
    const bound = boundParameters(parsed, catalog);
    const rows = new Map<Table, Row>();
    const values: unknown[] = [];
    for (const [index, type] of wanted.entries())
      values.push(await valueFor(session, { type, bound: bound.get(index + 1), rows, types }));
    const whole = { statement, values, onlyPrepared: false };
    const error = await attempt(session, whole);
    found.push(error === undefined ? whole : { ...whole, onlyPrepared: true });
  }
  return found;
}

/** Executes each in a transaction that is rolled back. */
export async function tryOldStatements(
  session: Session,
  old: OldApplication,
): Promise<readonly Tried[]> {
  const tried: Tried[] = [];
  for (const item of old) {
    const error = await attempt(session, item);
    tried.push({ statement: item.statement, ...(error === undefined ? {} : { error }) });
  }
  return tried;
}

async function attempt(
  session: Session,
  { statement, values, onlyPrepared }: OldStatement,
): Promise<string | undefined> {
  try {
    if (onlyPrepared) await prepared(session, statement, async () => {});
    else
      await session.transaction({ access: "read write", rollback: true }, () =>
        session.execute(statement, values, LIMITS),
      );
    return undefined;
  } catch (error) {
    if (!(error instanceof ToolError) || error.sqlstate === undefined || error.code === "CANCELLED")
      throw error;
    return `${error.sqlstate} ${error.quoted ?? error.message}`;
  }
}

type Row = Readonly<Record<string, string | null>>;

interface Wanted {
  /** As `regtype` prints it. */
  readonly type: string;
  readonly bound: Bound | undefined;
  /** One of each table, so that the values of a statement belong together. */
  readonly rows: Map<Table, Row>;
  readonly types: Types;
}

/** Of a row that is there; for a new row what has to be unique is new. */
async function valueFor(session: Session, { type, bound, rows, types }: Wanted): Promise<unknown> {
  if (bound !== undefined) {
    const { table, column, inserted } = bound;
    if (inserted && isUnique(table, column)) {
      const own = table.columns.find(({ name }) => name === column)?.type ?? type;
      const made = await newValue(session, own, types);
      if (made !== undefined) return made;
    }
    const row = rows.get(table) ?? (await fullestRow(session, table));
    rows.set(table, row);
    const value = row[column];
    if (value !== undefined)
      return type.endsWith("[]") && value !== null && !value.startsWith("{") ? [value] : value;
  }
  return newValue(session, type, types, 0);
}

/** A reference has to meet a row that is there. */
function isUnique({ indexes, constraints }: Table, column: string): boolean {
  const references = constraints.some(
    ({ kind, columns }) => kind === "foreign key" && columns.includes(column),
  );
  return (
    !references &&
    indexes.some(({ unique, keys }) => unique && keys.some((key) => key.column === column))
  );
}

/** Beyond the numbers of rows that are there. */
const FAR = 1_000_003;

async function newValue(
  session: Session,
  type: string,
  types: Types,
  number = FAR,
): Promise<string | null | undefined> {
  const expression = valueOf(type, types, { salt: 7, distinct: true });
  if (expression === undefined) return undefined;
  try {
    const [row] = await session.query<{ value: string | null }>(
      `select (${expression.replaceAll(ROW, `${number}::int8`)})::text as value`,
    );
    return row?.value;
  } catch (error) {
    if (error instanceof ToolError && error.sqlstate !== undefined) return undefined;
    throw error;
  }
}

/** With the fewest NULLs, as text. */
async function fullestRow(session: Session, table: Table): Promise<Row> {
  const columns = table.columns.map(({ name }) => quoteIdentifier(name));
  const [row] = await session.query<Row>(
    `select ${columns.map((column) => `${column}::text as ${column}`).join(", ")}
     from ${qualified(table.schema, table.name)} order by pg_catalog.num_nulls(${columns.join(", ")}) limit 1`,
  );
  return row ?? {};
}
