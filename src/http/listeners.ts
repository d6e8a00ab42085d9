import type { ServerResponse } from "node:http";
import type { Refusal } from "./refuse.ts";

/** Streams that one caller may hold open in this process: a connection each, with nothing else that bounds how long. */
const MOST = 8;

/** Whether there is room for another stream of this caller, until its response closes. What asks for no stream is none. */
type Listen = (caller: string, body: object, response: ServerResponse) => Refusal | undefined;

/**
 * Keeps one caller from holding all the streams that the SDK has room for (`subscriptions/listen`, 2026-07-28). Each process counts for
 * itself: what is spared is its connections and memory.
 */
export function openListeners(): Listen {
  const open = new Map<string, number>();
  return (caller, body, response) => {
    const { method, id } = body as { method?: unknown; id?: unknown };
    if (method !== "subscriptions/listen" || response.destroyed) return undefined;
    const own = open.get(caller) ?? 0;
    if (own >= MOST) return full(id);
    open.set(caller, own + 1);
    response.once("close", () => {
      const left = (open.get(caller) ?? 1) - 1;
      if (left === 0) open.delete(caller);
      else open.set(caller, left);
    });
    return undefined;
  };
}

const full = (id: unknown): Refusal => ({
  status: 429,
  message: `LIMIT: One caller may have ${MOST} streams of subscriptions/listen open, and these are open.\nNext: Close one of them; a stream may subscribe to several things.`,
  id: typeof id === "string" || typeof id === "number" ? id : null,
});
