import { ToolError } from "../core/errors.ts";
import type { Limits, ResultColumn, Session, StatementResult, Value } from "../core/session.ts";
import type { Statement } from "../sql/parse.ts";
import type { Position } from "./cursor.ts";
import { fitRows, type Fitted } from "./fit.ts";
import { marked } from "./own.ts";
import { keysetOf, type Keyset } from "./keyset.ts";

/** Bytes of rows that one statement may bring; a page's text is far smaller. */
const MAX_BYTES = 4_000_000;
/** Characters of a key that a cursor carries. */
const LONGEST_KEY = 2000;

const COUNTED =
  "Rows have no provable unique order: the next page runs the statement again and passes over the rows before, so it can miss or repeat rows that are written meanwhile.";
const UNREADABLE = "The rows' key is too long for a cursor: narrow the statement to see the rest.";

export interface PageRequest {
  readonly statement: Statement;
  readonly params: readonly unknown[];
  readonly maxRows: number;
  /** Where to begin; its statement is this one. */
  readonly position?: Position | undefined;
  /** Characters of JSON that the rows may have. */
  readonly budget: (columns: readonly ResultColumn[]) => number;
  /** Run it to its end although rows are left out: it may write. */
  readonly complete?: boolean;
}

export interface Page {
  readonly result: StatementResult;
  readonly fitted: Fitted;
  /** Rows of this page, or changed by the command, whether shown or not. */
  readonly rowCount: number;
  /** There are more rows than these. */
  readonly more: boolean;
  /** Where the next page begins. */
  readonly next?: Position;
  readonly note?: string;
}

/**
 * One page of a statement's rows, inside the caller's transaction. The first page is the statement as it stands, and so is the last when
 * there is only one. Further pages begin after the last key where a total order can be proved, in constant time and whatever was
 * written meanwhile; otherwise the statement runs again and its first rows are passed over in Postgres.
 */
export async function readPage(session: Session, request: PageRequest): Promise<Page> {
  const { statement, params, position, maxRows } = request;
  const before = position?.skip ?? 0;
  if (position?.after !== undefined) {
    const keyset = await sameKeyset(request, position.after, session);
    const sql = marked(keyset.sql(maxRows + 1, params.length + 1));
    return pageOf(
      await fetch(session, request, sql, [...params, ...position.after], 0),
      keyset,
      request,
    );
  }
  const fetched = await fetch(session, request, statement.text, params, before);
  if (!fetched.more || request.complete === true) return fetched;
  const keyset = position === undefined ? await keysetOf(statement, session) : undefined;
  if (keyset === undefined || keyset.ordered) return pageOf(fetched, keyset, request);
  const inOrder = await fetch(session, request, marked(keyset.sql(maxRows + 1)), params, 0);
  return pageOf(inOrder, keyset, request);
}

type Fetched = Pick<Page, "result" | "fitted" | "rowCount" | "more">;

async function fetch(
  session: Session,
  { maxRows, complete = false, budget }: PageRequest,
  sql: string,
  params: readonly unknown[],
  skip: number,
): Promise<Fetched> {
  const limits: Limits = { maxRows, maxBytes: MAX_BYTES, skip, complete };
  const result = await session.execute(sql, params, limits);
  const fitted = fitRows(result.rows, budget(result.columns));
  const more = result.truncated || fitted.cut;
  return {
    result,
    fitted,
    more,
    rowCount: more && !complete ? fitted.rows.length : result.rowCount,
  };
}

function pageOf(
  fetched: Fetched,
  keyset: Keyset | undefined,
  { position, statement }: PageRequest,
): Page {
  if (!fetched.more) return fetched;
  const delivered = fetched.fitted.rows.length;
  const next = { statement: statement.index, skip: (position?.skip ?? 0) + delivered };
  if (keyset === undefined) return { ...fetched, next, note: COUNTED };
  const { columns, rows } = fetched.result;
  const last = rows[delivered - 1] ?? [];
  const after = keyset.columns.map(
    (name) => last[columns.findIndex((column) => column.name === name)] ?? null,
  );
  if (JSON.stringify(after).length > LONGEST_KEY) return { ...fetched, note: UNREADABLE };
  return { ...fetched, next: { ...next, after } };
}

async function sameKeyset(
  { statement }: PageRequest,
  after: readonly Value[],
  session: Session,
): Promise<Keyset> {
  const keyset = await keysetOf(statement, session);
  if (keyset !== undefined && keyset.columns.length === after.length) return keyset;
  throw new ToolError(
    "INVALID_INPUT",
    "The table's keys have changed since the cursor was made.",
    "Leave `cursor` out to begin again.",
  );
}
