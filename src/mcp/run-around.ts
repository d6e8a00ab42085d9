import { setMaxListeners } from "node:events";
import type { ServerContext } from "@modelcontextprotocol/server";
import type { Answer } from "./answer.ts";
import type { Around, Calling } from "./around.ts";
import { follow } from "./follow.ts";
import type { Runtime } from "./run.ts";

/** What surrounds everything that runs a tool for one caller. */
export interface Surroundings extends Runtime {
  /** Whose calls these are; confirmations are bound to it. */
  readonly principal: string;
  /** What stands around each call: audit, limits, measuring. */
  readonly around?: Around;
  /** The calls in flight, for whoever has to wait for them before the process ends. */
  readonly running: Set<Promise<unknown>>;
  /** Aborted when the process ends and calls have had their time: each then answers that it was cancelled. */
  readonly ending?: AbortSignal;
}

/** The only way to a tool for what comes by the protocol, so that nothing runs beside limits, audit and the wait at the end. */
export async function runAround(
  asked: Omit<Calling, "principal" | "deps">,
  { principal, deps, around, running, ending }: Surroundings,
  run: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  using stop = follow(asked.signal, ending);
  const { signal } = stop;
  // each connection and request of the call listens to it
  setMaxListeners(0, signal);
  const answered =
    around === undefined
      ? run(signal)
      : around({ ...asked, principal, deps, signal }, () => run(signal));
  running.add(answered);
  try {
    return await answered;
  } finally {
    running.delete(answered);
  }
}

/** SEP-414: the trace context travels in `_meta`. */
export function traceOf(ctx: ServerContext): string | undefined {
  const traceparent = (ctx.mcpReq._meta as Record<string, unknown> | undefined)?.["traceparent"];
  return typeof traceparent === "string" ? traceparent : undefined;
}
