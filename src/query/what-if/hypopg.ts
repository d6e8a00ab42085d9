import { ToolError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";
import { readIndexStatement } from "../../sql/index-statement.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { noIndex } from "./hypothetical.ts";

/** The extension HypoPG in a database. */
export interface HypoPg {
  /** Where its functions are; null where it was not created. */
  readonly schema: string | null;
  /** The server has it to create. */
  readonly available: boolean;
}

/** An index that HypoPG imagines. */
interface HypoPgIndex {
  /** As plans name it: `<13543>btree_tasks_org_id`. */
  readonly name: string;
  readonly bytes: number;
}

/** Looks for HypoPG in the database, and on its server. */
export async function findHypoPg(session: Session): Promise<HypoPg> {
  const [found] = await session.query<{ schema: string | null; available: boolean }>(`
    select (select n.nspname from pg_catalog.pg_extension e join pg_catalog.pg_namespace n on n.oid = e.extnamespace
             where e.extname = 'hypopg') as schema,
           exists (select from pg_catalog.pg_available_extensions where name = 'hypopg') as available`);
  return found ?? { schema: null, available: false };
}

/**
 * Plans of `work` on this session see these indexes; in the order given. Nothing is built or locked for longer than a plan takes, and no
 * other session sees them. Errors: INVALID_SQL for what is no index; UNSUPPORTED for a kind that HypoPG does not know.
 */
export async function withHypoPg<T>(
  session: Session,
  schema: string,
  statements: readonly string[],
  work: (made: readonly HypoPgIndex[]) => Promise<T>,
): Promise<T> {
  const functions = quoteIdentifier(schema);
  // Outside of transactions, so that it counts as a change of the session: such a connection is not given to anybody else if HypoPG was
  // loaded in it. A call that is cancelled has no other way to forget its indexes.
  const forget = (): Promise<unknown> => session.query(`select ${functions}.hypopg_reset()`);
  await forget();
  try {
    const made: HypoPgIndex[] = [];
    for (const [at, statement] of statements.entries())
      made.push(await imagine(session, functions, statement, at));
    return await work(made);
  } finally {
    await forget().catch(() => {});
  }
}

async function imagine(
  session: Session,
  functions: string,
  statement: string,
  at: number,
): Promise<HypoPgIndex> {
  try {
    const { sql } = await readIndexStatement(statement);
    const [made] = await session.transaction({ access: "read only", rollback: true }, () =>
      session.query<{ name: string; bytes: number }>(
        `select i.indexname as name, ${functions}.hypopg_relation_size(i.indexrelid) as bytes
           from ${functions}.hypopg_create_index($1) i`,
        [sql],
      ),
    );
    if (made !== undefined) return made;
  } catch (error) {
    throw refused(at, error);
  }
  throw noIndex(at, undefined);
}

/** HypoPG refuses what it does not know in its own words, the access method as an internal error. */
function refused(at: number, error: unknown): unknown {
  if (!(error instanceof ToolError)) return error;
  const { sqlstate, quoted = "" } = error;
  if (sqlstate === "0A000" || quoted.startsWith("hypopg: access method "))
    return new ToolError(
      "UNSUPPORTED",
      `HypoPG cannot imagine entry ${at + 1} of \`hypothetical_indexes\`.`,
      "Give an index of method btree, hash, brin or bloom, or build this one on a branch (create_branch, run_sql) and explain the statement there.",
      { cause: error, quoted, ...(sqlstate === undefined ? {} : { sqlstate }) },
    );
  // XX000: its own check of columns
  return error.code === "INVALID_SQL" || /^(42|XX)/.test(sqlstate ?? "")
    ? noIndex(at, error)
    : error;
}
