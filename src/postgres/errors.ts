import type { Address } from "../core/address.ts";
import { ToolError, type ErrorDetails } from "../core/errors.ts";
import { identifier } from "../core/identifier.ts";
import { meaningOf, POINTED } from "./sqlstates.ts";

/** What an error of Postgres carries, whichever driver read it. */
export interface ServerError {
  readonly message: string;
  readonly code: string;
  readonly severity?: string;
  readonly detail?: string;
  readonly hint?: string;
  readonly position?: string;
  readonly where?: string;
  readonly schema?: string;
  readonly table?: string;
  readonly column?: string;
  readonly constraint?: string;
  /** The function of the server's sources that raised it. */
  readonly routine?: string;
}

export function isServerError(error: unknown): error is ServerError {
  return (
    error instanceof Error &&
    "code" in error &&
    /^[0-9A-Z]{5}$/.test(String(error.code)) &&
    "severity" in error
  );
}

/** SQLSTATEs of a server that will soon take connections: starting up, shutting down, full. */
const PASSING = new Set(["57P01", "57P02", "57P03", "53300"]);
/** Of sockets, of the drivers, and of the WebSocket library, also when a proxy in front of the server is overwhelmed. */
const SOCKET =
  /ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|ENOENT|timeout expired|Connection terminated|handshake has timed out|before the connection was established|server response: (?:429|5\d\d)/;
/**
 * What Neon's proxy says, without a SQLSTATE of its own, while a compute starts or its control plane is busy (its sources:
 * proxy/src/compute/mod.rs and control_plane/errors.rs; `Console` is the older word). `neon:retryable` marks them over HTTP.
 */
const WAKING =
  /Couldn't connect to compute node|(?:Control plane|Console) request failed(?!: endpoint (?:cannot be found|is disabled))|Failed to acquire permit|Too many connections attempts|endpoint is not ready|"neon:retryable":\s*true/i;

/** Whether connecting again a little later can succeed. */
export function isRetryable(error: unknown): boolean {
  if (WAKING.test(String(error))) return true;
  if (isServerError(error)) return PASSING.has(error.code) || error.code.startsWith("08");
  return SOCKET.test(codeOf(error)) || SOCKET.test(String(error));
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

/** The caller went away, or its time was over. */
export function abortError(signal: AbortSignal): ToolError {
  const reason: unknown = signal.reason;
  if (reason instanceof ToolError) return reason;
  if (reason instanceof DOMException && reason.name === "TimeoutError") {
    return new ToolError(
      "TIMEOUT",
      "The time for this call is over; Postgres was told to stop, and nothing was changed.",
      "Narrow the statement, or call again with a larger `timeout_ms`.",
    );
  }
  return new ToolError(
    "CANCELLED",
    "The call was cancelled; Postgres was told to stop, and what was begun is undone.",
    "Call again when the result is wanted.",
  );
}

/** Why a connection could not be made. Says where, never with what password. */
export function connectError(error: unknown, address: Address): ToolError {
  const where = `${address.host}:${address.port}`;
  if (error instanceof ToolError) return error;
  if (isServerError(error)) {
    const details = { sqlstate: error.code, quoted: quote(error) };
    if (error.code.startsWith("28")) {
      return new ToolError(
        "PERMISSION",
        `Postgres at ${where} does not let role \`${identifier(address.user)}\` in.`,
        "Check the user and the password of the connection (DATABASE_URL), and that pg_hba.conf allows this client.",
        details,
      );
    }
    if (error.code === "3D000") {
      return new ToolError(
        "NOT_FOUND",
        `There is no database \`${identifier(address.database)}\` at ${where}.`,
        "Name an existing database in `target.database` or in the connection (DATABASE_URL).",
        details,
      );
    }
    if (error.code === "53300") {
      return new ToolError(
        "UNAVAILABLE",
        `Postgres at ${where} has no connection left.`,
        "Call again in a while; end idle sessions (pg_stat_activity) or use a pooled connection.",
        details,
      );
    }
    if (/endpoint (?:is disabled|could not be found|cannot be found)/.test(error.message)) {
      return new ToolError(
        "UNAVAILABLE",
        `Neon has no compute for ${where} that takes connections.`,
        "Look with list_branches whether the branch is there and has a compute, then call again.",
        details,
      );
    }
    return new ToolError(
      "UNAVAILABLE",
      `Postgres at ${where} takes no connections now.`,
      "Call again in a while.",
      details,
    );
  }
  return new ToolError(
    "UNAVAILABLE",
    `Postgres at ${where} cannot be reached (${codeOf(error) || "connection ended"}).`,
    "Check that the host and port are right and that the server runs, then call again.",
    { cause: error },
  );
}

/** RAISE of PL/pgSQL, and the ways to it in PL/Python. */
const RAISING = /^(?:exec_stmt_raise|PLy_output|PLy_elog_impl)$/;

/** Whether a function of the database made the error up: SQLSTATE, message, and what it calls a constraint, a column or a table. */
export const isRaised = ({ routine = "" }: ServerError): boolean => RAISING.test(routine);

/** Message, detail and hint as psql shows them; where a function named objects, those names too. */
export function quote(error: ServerError): string {
  const lines = [error.message];
  if (error.detail) lines.push(`DETAIL: ${error.detail}`);
  if (error.hint) lines.push(`HINT: ${error.hint}`);
  if (error.position) lines.push(`POSITION: ${error.position}`);
  if (error.where) lines.push(`CONTEXT: ${error.where}`);
  if (isRaised(error))
    for (const field of ["schema", "table", "column", "constraint"] as const)
      if (error[field]) lines.push(`${field.toUpperCase()} NAME: ${error[field]}`);
  return lines.join("\n");
}

/** Turns what a driver threw while a statement ran into an error that the agent can act on. The server's error is its cause. */
export function statementError(error: unknown): ToolError {
  if (error instanceof ToolError) return error;
  if (!isServerError(error) || isEnd(error)) {
    return new ToolError(
      "UNAVAILABLE",
      "The connection to Postgres was lost while the statement ran.",
      "Call again.",
      { cause: error },
    );
  }
  const details = { sqlstate: error.code, quoted: quote(error), cause: error };
  if (error.code === "57014") return stopped(error, details);
  const [code, what, next] = meaningOf(error.code);
  const isPointed = error.code === "23503" && error.message.startsWith("update or delete on table");
  return new ToolError(code, `${what}${objectOf(error)}`, isPointed ? POINTED : next, details);
}

/** Whether the connection went away, by itself or because the server ended it. */
export function isLoss(error: unknown): boolean {
  return isServerError(error)
    ? error.code.startsWith("57P") || isEnd(error)
    : SOCKET.test(`${codeOf(error)} ${String(error)}`);
}

/** A pooler's word for a server connection that broke: `server conn crashed?`. */
function isEnd({ severity, code }: ServerError): boolean {
  return severity === "FATAL" && code.startsWith("08");
}

/** BEGIN and its settings are ours: what fails in them is the role that the caller asked for. */
export function beginError(error: unknown): ToolError {
  if (!isServerError(error) || !["42501", "22023", "42704"].includes(error.code))
    return statementError(error);
  return new ToolError(
    "PERMISSION",
    "The connection's own role may not act as the role that was asked for, or there is no such role.",
    "Leave `target.role` out, name a role that the connection's role is a member of, or GRANT it that role.",
    { sqlstate: error.code, quoted: quote(error), cause: error },
  );
}

/** The caller's own cancellation is told apart before; here it was the timeout, or an administrator. */
function stopped(error: ServerError, details: ErrorDetails): ToolError {
  if (/user request|recovery/.test(error.message)) {
    return new ToolError(
      "CANCELLED",
      "Somebody else had the statement cancelled in Postgres; nothing was applied.",
      "Call again.",
      details,
    );
  }
  return new ToolError(
    "TIMEOUT",
    "The statement ran longer than it may and was stopped; nothing was applied.",
    "Look at its plan with explain_query, narrow it, or call again with a larger `timeout_ms`.",
    details,
  );
}

/** The constraint, column or table that the error is about, where Postgres says so in fields of its own. */
function objectOf(error: ServerError): string {
  if (isRaised(error)) return "";
  const { schema, table, column, constraint } = error;
  const relation = [schema, table].filter((part) => part !== undefined).join(".");
  const names = [
    ...(constraint === undefined ? [] : [`constraint \`${identifier(constraint)}\``]),
    ...(column === undefined ? [] : [`column \`${identifier(column)}\``]),
    ...(relation === "" ? [] : [`table \`${identifier(relation)}\``]),
  ];
  return names.length === 0 ? "" : ` It is about ${names.join(", ")}.`;
}
