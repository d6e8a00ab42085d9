import { ToolError } from "../core/errors.ts";

/** Nobody gave a connection back in time. */
export function busy(max: number, waitMs: number): ToolError {
  return new ToolError(
    "LIMIT",
    `All ${max} connections to this database are in use, and none came free within ${waitMs / 1000} s.`,
    "Wait for running calls to end or cancel them, then call again.",
  );
}

/** No more are handed out. */
export function closed(): ToolError {
  return new ToolError("UNAVAILABLE", "The server is shutting down.", "Call again when it runs.");
}
