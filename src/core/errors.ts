/** What went wrong, in one word that an agent can branch on. The list is part of the interface. */
export type ErrorCode =
  | "NOT_FOUND"
  | "INVALID_INPUT"
  | "INVALID_SQL"
  | "READ_ONLY"
  | "GUARDED_BRANCH"
  | "CONFIRMATION_REQUIRED"
  | "CONFIRM_TOKEN_INVALID"
  | "NOT_REHEARSED"
  | "DRIFT"
  | "LOCK_TIMEOUT"
  | "TIMEOUT"
  | "CANCELLED"
  | "PERMISSION"
  | "UNAVAILABLE"
  | "LIMIT"
  | "UNSUPPORTED"
  | "POSTGRES";

export interface ErrorDetails extends ErrorOptions {
  /** Five characters, when Postgres raised the error. */
  readonly sqlstate?: string;
  /** Text that came from the database or its users (message, detail, hint): it is fenced, `what` and `next` are not. */
  readonly quoted?: string;
}

/**
 * An expected failure that the agent can act on: a stable code, what happened, and what to do next.
 * `what` and `next` are ours and hold no text of the database but identifiers that went through `identifier()`.
 */
export class ToolError extends Error {
  override readonly name = "ToolError";
  readonly code: ErrorCode;
  readonly next: string;
  readonly sqlstate: string | undefined;
  readonly quoted: string | undefined;

  constructor(code: ErrorCode, what: string, next: string, details: ErrorDetails = {}) {
    super(what, details);
    this.code = code;
    this.next = next;
    this.sqlstate = details.sqlstate;
    this.quoted = details.quoted;
  }
}
