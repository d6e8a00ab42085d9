import { ToolError } from "../../core/errors.ts";
import type { Redactor } from "../../core/redact.ts";
import { refusal } from "../../mcp/answer.ts";
import type { Around, Calling } from "../../mcp/around.ts";
import type { Place } from "../place.ts";
import type { FairQueue } from "./fair-queue.ts";

interface TurnsOptions {
  readonly queue: FairQueue;
  readonly atOnce: number;
  readonly placeOf: (calling: Calling) => Promise<Place>;
  readonly redact: Redactor;
  /** Told of every call that got its turn, with the milliseconds that it waited. */
  readonly onEntered: (waitedMs: number) => void;
}

/**
 * Lets so many calls run on one target at once; the others wait, callers in turn. No tool calls a tool, so no call inside waits for one
 * that waits outside.
 */
export const takeTurns =
  ({ queue, atOnce, placeOf, redact, onEntered }: TurnsOptions): Around =>
  async (calling, run) => {
    const { method, signal, principal, progress } = calling;
    if (isQuick(method)) return run();
    try {
      const { project, branch } = await untilAborted(placeOf(calling), signal);
      const started = performance.now();
      const onWait = (ahead: number): void =>
        progress(0, `waiting for a turn on this target: ${ahead} before this one`);
      const leave = await queue.enter(
        `${project ?? "-"}/${branch ?? "-"}`,
        principal,
        signal,
        onWait,
      );
      if (leave === undefined) return refusal(full(atOnce), redact);
      onEntered(performance.now() - started);
      try {
        return await run();
      } finally {
        leave();
      }
    } catch (error) {
      if (!signal.aborted || error !== signal.reason) throw error;
      return refusal(left(), redact);
    }
  };

/**
 * A person looks at the list, or types: the names must not wait until others' long statements have ended, and reading them is no work that
 * could keep those from theirs. The rate counts them all the same, once for a whole list, so they are no way around the limits. To read
 * a resource is what its tool does, and waits as it does.
 */
const isQuick = (method: Calling["method"]): boolean =>
  method === "resources/list" || method === "completion/complete";

const full = (atOnce: number): ToolError =>
  new ToolError(
    "LIMIT",
    `${atOnce} calls run on this target already, and as many wait as may.`,
    "Wait for your own calls there to answer, then repeat this one.",
  );

const left = (): ToolError =>
  new ToolError(
    "CANCELLED",
    "The call was cancelled while it waited for its turn. Nothing was done.",
    "Repeat it if it is still wanted.",
  );

function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const leave = (): void => reject(signal.reason);
    signal.addEventListener("abort", leave, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", leave));
  });
}
