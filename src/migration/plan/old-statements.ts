import { ToolError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { Table } from "../../postgres/catalog/model/table.ts";
import { ROW } from "../../schema/rows/numbers.ts";
import { typesOf } from "../../schema/rows/types.ts";
import { valueOf } from "../../schema/rows/values.ts";
import { parseScript } from "../../sql/parse.ts";
import { qualified, quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import { asNode, listOf } from "../../sql/walk.ts";
import { parameterTypes, PREPARED, prepared } from "../prepared.ts";
import { findTable, sameIn } from "./alteration.ts";

/** A statement of the running application, and what came of it before anything was changed. */
export interface OldStatement {
  readonly statement: string;
  /** What stands for its parameters, as literals: an application sends text. */
  readonly values: readonly string[];
  /** Of its result, in their order. */
  readonly columns: readonly string[];
  /** On a copy without rows a statement may fail for want of them; then it is to fail for nothing else. */
  readonly sqlstate: string | undefined;
  /** The table of an INSERT that does not name the columns that it gives, as it was. */
  readonly into: Table | undefined;
}

export interface OldStatements {
  readonly accepted: readonly OldStatement[];
  /** Those that Postgres does not even prepare say nothing. */
  readonly refused: readonly string[];
}

export async function readOldStatements(
  session: Session,
  catalog: Catalog,
  searchPath: readonly string[],
  statements: readonly string[],
): Promise<OldStatements> {
  const accepted: OldStatement[] = [];
  const refused: string[] = [];
  for (const statement of statements) {
    const types = await parameterTypes(session, statement);
    if (types === undefined) {
      refused.push(statement);
      continue;
    }
    const values: string[] = [];
    for (const type of types) values.push(await literalOf(session, type, catalog));
    const { columns, error } = await attempt(session, statement, values);
    const into = await unnamed(statement, catalog, searchPath);
    accepted.push({ statement, values, columns, sqlstate: error?.sqlstate, into });
  }
  return { accepted, refused };
}

/** Why statements do not work any more, or not as they did, as sentences; each is executed and taken back. */
export async function brokenStatements(
  session: Session,
  catalog: Catalog,
  statements: readonly OldStatement[],
): Promise<string[]> {
  const broken: string[] = [];
  for (const old of statements) {
    const { error, columns } = await attempt(session, old.statement, old.values);
    const gone = old.columns.filter((name) => !columns.includes(name));
    const moved = old.into === undefined ? undefined : movedColumn(old.into, catalog);
    if (error !== undefined && (await wantsParent(session, old, error))) continue;
    if (error !== undefined && error.sqlstate !== old.sqlstate)
      broken.push(`Postgres refuses (${error.sqlstate ?? ""}): ${old.statement}`);
    else if (error === undefined && gone.length > 0)
      broken.push(
        `the result has no ${gone.map((name) => `\`${name}\``).join(", ")}: ${old.statement}`,
      );
    else if (moved !== undefined)
      broken.push(`what was for \`${moved}\` goes into another column: ${old.statement}`);
  }
  return broken;
}

const [NOT_NULL, NO_PARENT] = ["23502", "23503"] as const;

/**
 * On a copy without rows nothing is there to refer to. A trigger that looks a value up in what is referred to finds none either, and NOT
 * NULL is checked before references are.
 */
async function wantsParent(
  session: Session,
  { sqlstate }: OldStatement,
  { sqlstate: now, cause }: ToolError,
): Promise<boolean> {
  if (sqlstate !== NO_PARENT || now !== NOT_NULL) return false;
  const { schema = "", table = "", column = "" } = cause as Readonly<Record<string, string>>;
  const [row] = await session.query<{ filled: boolean }>(
    `select exists (
       select from pg_catalog.pg_trigger t join pg_catalog.pg_proc p on p.oid = t.tgfoid
       where t.tgrelid = pg_catalog.to_regclass($1) and pg_catalog.strpos(p.prosrc, $2) > 0
     ) as filled`,
    [qualified(schema, table), `NEW.${quoteIdentifier(column)} := (SELECT (SELECT neon_dba_key.`],
  );
  return row?.filled === true;
}

const ONE = { maxRows: 1, maxBytes: 100_000, complete: true } as const;

interface Attempt {
  readonly columns: readonly string[];
  readonly error?: ToolError;
}

async function attempt(
  session: Session,
  statement: string,
  values: readonly string[],
): Promise<Attempt> {
  const list = values.length === 0 ? "" : `(${values.join(", ")})`;
  try {
    return await prepared(session, statement, () =>
      session.transaction({ access: "read write", rollback: true }, async () => {
        const { columns } = await session.execute(`EXECUTE ${PREPARED}${list}`, [], ONE);
        return { columns: columns.map(({ name }) => name) };
      }),
    );
  } catch (error) {
    if (error instanceof ToolError && error.sqlstate !== undefined) return { columns: [], error };
    throw error;
  }
}

/** NULL where no value of the type is known. */
async function literalOf(session: Session, type: string, catalog: Catalog): Promise<string> {
  const expression = valueOf(type, typesOf(catalog), { salt: 7, distinct: true });
  if (expression === undefined) return "NULL";
  try {
    const [row] = await session.query<{ value: string | null }>(
      `select (${expression.replaceAll(ROW, "1::int8")})::text as value`,
    );
    return row?.value == null ? "NULL" : quoteLiteral(row.value);
  } catch (error) {
    if (error instanceof ToolError && error.sqlstate !== undefined) return "NULL";
    throw error;
  }
}

async function unnamed(
  statement: string,
  catalog: Catalog,
  searchPath: readonly string[],
): Promise<Table | undefined> {
  const [parsed] = await parseScript(statement);
  const insert = asNode(parsed?.node, "InsertStmt");
  if (insert === undefined || listOf(insert["cols"]).length > 0) return undefined;
  return findTable(catalog, insert["relation"], searchPath);
}

/** A column in whose place another one stands that was there before; one with a new name is the same. */
function movedColumn(into: Table, { tables }: Catalog): string | undefined {
  const before = into.columns.map(({ name }) => name);
  const now = sameIn(tables, into)?.columns.map(({ name }) => name) ?? [];
  return before.find((name, at) => now[at] !== name && before.includes(now[at] ?? ""));
}
