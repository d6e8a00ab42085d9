import { ToolError } from "../core/errors.ts";
import type { Progress } from "../core/neon.ts";
import { amended } from "./errors.ts";
import type { Limits } from "./limits.ts";

/** Something of ours that a call made and that nobody is to find, as the call failed or was cancelled. */
export interface Made {
  /** `branch` */
  readonly kind: string;
  /** Its name or id, quoted. */
  readonly named: string;
  /** Until its operations are over Neon answers 423; how they end does not matter any more. */
  readonly settle: (call: Progress) => Promise<void>;
  readonly remove: (call: Progress) => Promise<void>;
  /** How somebody else removes it. */
  readonly byHand: string;
}

/** Removes what was made and returns the error with what became of it. */
export async function undone(limits: Limits, made: Made, error: unknown): Promise<unknown> {
  const { kind, named, byHand } = made;
  // the caller may have gone
  const call = { signal: AbortSignal.timeout(limits.cleanup), progress: () => {} };
  const removed = await made
    .settle(call)
    .catch(() => {})
    .then(() => made.remove(call))
    .then(
      () => true,
      () => false,
    );
  if (!(error instanceof ToolError)) return error;
  if (!removed)
    return amended(
      error,
      `${kind[0]?.toUpperCase()}${kind.slice(1)} ${named} was made and could not be removed.`,
      `Remove it with ${byHand}.`,
    );
  return amended(error, `The ${kind} was removed again.`, nextOf(error, kind));
}

/** The operation does not go on at Neon when what it made is gone. */
function nextOf({ code, next }: ToolError, kind: string): string {
  if (code === "CANCELLED") return `Call again when the ${kind} is wanted.`;
  return code === "TIMEOUT" ? "Call again in a few minutes." : next;
}
