import { ToolError } from "../core/errors.ts";

/** COMMIT or ROLLBACK came by another way than ours. */
export function ended(): ToolError {
  return new ToolError(
    "INVALID_INPUT",
    "The statement ended the transaction around it.",
    "Leave COMMIT and ROLLBACK out: each call is one transaction.",
  );
}

/** More arrived than the call may fetch. */
export function overflow(): ToolError {
  return new ToolError(
    "LIMIT",
    "The statement returns more bytes than one call may fetch; it was stopped, and its connection closed.",
    "Name the columns you need, shorten long ones with `left(column, 1000)`, look at `length(column)` first, or lower `max_rows`.",
  );
}

/** COMMIT would have been answered with ROLLBACK. */
export function failed(): ToolError {
  return new ToolError(
    "POSTGRES",
    "A statement of the transaction failed, so nothing of it was applied.",
    "Correct the statement that failed and call again.",
    { sqlstate: "25P02" },
  );
}

/** COMMIT was sent and not answered. */
export function uncertain(cause: unknown): ToolError {
  return new ToolError(
    "UNAVAILABLE",
    "The connection was lost while the transaction was being committed: whether it was applied is not known.",
    "Look with run_sql whether the change is there before you repeat it.",
    { cause },
  );
}
