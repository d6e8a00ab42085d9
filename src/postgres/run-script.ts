import type { Deps } from "../core/deps.ts";
import type { Isolation } from "../core/session.ts";
import type { Connection, Target, TargetInput } from "../core/target.ts";
import type { Call } from "../core/tool.ts";
import { parseScript } from "../sql/parse.ts";
import { confirmWrites } from "./confirm-writes.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { checkReadable } from "./guard/check-readable.ts";
import type { Page } from "./read-page.ts";
import { runReads } from "./run-reads.ts";
import { checkWrites, runWrites } from "./run-writes.ts";
import { checkScript, type Script } from "./script.ts";

const READ_MS = 30_000;
const WRITE_MS = 60_000;
/** Characters of columns and rows in a result, of the 40,000 that both channels may have. */
const CHARACTERS = 36_000;

export interface ScriptRequest {
  readonly sql: string;
  readonly params?: readonly unknown[] | undefined;
  readonly target?: TargetInput | undefined;
  readonly mode: "read" | "write";
  readonly isolation?: Isolation | undefined;
  readonly max_rows: number;
  readonly cursor?: string | undefined;
  readonly timeout_ms?: number | undefined;
}

export interface PageWithCursor extends Page {
  /** Where the next page begins, for the same call. */
  readonly cursor: string | undefined;
}

export interface ScriptResult {
  readonly target: Target;
  readonly connection: Connection;
  /** One for each statement. */
  readonly pages: readonly PageWithCursor[];
  readonly notices: readonly string[];
}

/**
 * Runs a script for a caller: reads one by one behind the guard in a READ ONLY transaction, writes all or nothing after
 * what destroys was confirmed. Errors: INVALID_SQL, INVALID_INPUT, READ_ONLY, GUARDED_BRANCH, CONFIRMATION_REQUIRED and
 * those of `Session`.
 */
export async function runScript(
  request: ScriptRequest,
  deps: Deps,
  call: Call,
): Promise<ScriptResult> {
  const { sql, params = [], target, mode } = request;
  const statements = await parseScript(sql);
  checkScript({ statements, params });
  if (mode === "write") checkWrites(statements);
  const bound = [sql, params, target ?? {}];
  const position = request.cursor === undefined ? undefined : decodeCursor(request.cursor, bound);
  const script: Script = {
    statements,
    params,
    maxRows: request.max_rows,
    isolation: request.isolation,
    timeoutMs: request.timeout_ms ?? (mode === "read" ? READ_MS : WRITE_MS),
    characters: CHARACTERS,
    onStatement: (index) =>
      call.progress(index, `statement ${index + 1} of ${statements.length}`, statements.length),
  };
  await using session = await deps.session({
    target,
    intent: mode,
    connection: mode === "read" ? "pooled" : "direct",
    signal: call.signal,
  });
  if (mode === "write") await confirmWrites(session, script, call);
  const pages =
    mode === "read"
      ? await runReads(session, script, checkReadable, position)
      : await runWrites(session, script);
  return {
    target: session.target,
    connection: session.connection,
    pages: pages.map((page) => ({
      ...page,
      cursor: page.next === undefined ? undefined : encodeCursor(page.next, bound),
    })),
    notices: session.notices(),
  };
}
