import { ToolError, type ErrorCode } from "../core/errors.ts";
import type { Failure } from "./failure.ts";

/** A write was sent and its answer is missing: whether it was done has to be found out by reading. */
export class LostAnswerError extends ToolError {}

export interface Attempted {
  /** What Neon was asked to do: "create branch `dev`". */
  readonly what: string;
  readonly deployment: "local" | "neon";
  /** How long it was tried, in milliseconds. */
  readonly triedMs: number;
  /** It changes something, and is perhaps done. */
  readonly uncertain: boolean;
  /** What to do when Neon says no. */
  readonly next?: string | undefined;
}

/** The failure in our codes, with Neon's words and its request id. */
export function errorOf(failure: Failure, attempted: Attempted): ToolError {
  const { code, what, next } = meaning(failure, attempted);
  const quoted = `${failure.message === undefined ? "" : `${failure.message} `}(request id ${failure.requestId})`;
  if (attempted.uncertain) return new LostAnswerError(code, what, UNCERTAIN, { quoted });
  return new ToolError(code, what, next, { quoted });
}

const UNCERTAIN = "It may be done all the same: look with `list_branches` before you call again.";

interface Meaning {
  readonly code: ErrorCode;
  readonly what: string;
  readonly next: string;
}

function meaning(failure: Failure, { what, deployment, triedMs, next }: Attempted): Meaning {
  const seconds = Math.max(1, Math.round(triedMs / 1000));
  const look = `Call again in a minute; ${STATUS[deployment]}.`;
  switch (failure.cause) {
    case "cancelled":
      return {
        code: "CANCELLED",
        what: `The call was cancelled when Neon was asked to ${what}.`,
        next: "Call again when the result is wanted.",
      };
    case "timeout":
      return {
        code: "TIMEOUT",
        what: `Neon did not answer in ${seconds} s when asked to ${what}.`,
        next: look,
      };
    case "network": {
      const socket = failure.code === undefined ? "" : ` (${failure.code})`;
      return {
        code: "UNAVAILABLE",
        what: `The connection to the Neon API failed${socket} when it was asked to ${what}.`,
        next: look,
      };
    }
    case "unreadable":
      return {
        code: "UNAVAILABLE",
        what: `What came instead of the Neon API's answer is no JSON, when it was asked to ${what}.`,
        next: `Check whether a proxy stands between; ${STATUS[deployment]}.`,
      };
    case "status":
      return ofStatus(failure, { what, deployment, look, seconds, next });
  }
}

function ofStatus(
  { status = 0, code: word, retryAfterMs }: Failure,
  context: {
    what: string;
    deployment: "local" | "neon";
    look: string;
    seconds: number;
    next: string | undefined;
  },
): Meaning {
  const { what, deployment, look, seconds } = context;
  const refused = (code: ErrorCode, next: string): Meaning => ({
    code,
    what: `Neon refused to ${what} (HTTP ${status}).`,
    next,
  });
  if (status === 401 || status === 403) return refused("PERMISSION", KEY[deployment]);
  if (status === 404)
    return refused("NOT_FOUND", context.next ?? "`list_branches` shows what there is.");
  if (status === 423)
    return {
      code: "UNAVAILABLE",
      what: `Neon was busy with another operation for ${seconds} s and did not ${what} (HTTP 423).`,
      next: "Call again in a minute: it waits until the other operation is done. Nothing was changed.",
    };
  if (status === 429)
    return {
      code: "LIMIT",
      what: `Neon takes no more requests for now and did not ${what} (HTTP 429).`,
      next: `Call again in ${Math.max(1, Math.ceil((retryAfterMs ?? 60_000) / 1000))} s. Nothing was changed.`,
    };
  if (status >= 500 || status < 400)
    return { code: "UNAVAILABLE", what: `Neon could not ${what} (HTTP ${status}).`, next: look };
  if (status === 402 || /LIMIT|QUOTA/.test(word ?? ""))
    return refused(
      "LIMIT",
      "Delete what is not needed with `delete_branch`, or ask the user to raise the plan's limit.",
    );
  return refused("INVALID_INPUT", context.next ?? "Change the input as Neon says and call again.");
}

const STATUS = {
  neon: "https://neonstatus.com tells whether Neon has a problem",
  local: "`neon-dba doctor` tells what is wrong with the local Neon",
} as const;

const KEY = {
  neon: "Ask the user to check that the key of NEON_API_KEY, or of the request's X-Neon-API-Key, is valid and may do this in the project.",
  local: "Call again: the local Neon may just have been started anew with another key.",
} as const;

/** The caller went away before anything was sent or while nothing was under way. */
export function cancelled(what: string): ToolError {
  return new ToolError(
    "CANCELLED",
    `The call was cancelled before Neon was asked to ${what}.`,
    "Call again when the result is wanted.",
  );
}

/** The same error, with what became of it. */
export function amended(error: ToolError, addition: string, next: string): ToolError {
  const { code, message, quoted } = error;
  return new ToolError(
    code,
    `${message} ${addition}`,
    next,
    quoted === undefined ? {} : { quoted },
  );
}
