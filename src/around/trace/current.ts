import { AsyncLocalStorage } from "node:async_hooks";

/** The `traceparent` of what is being done now: the span that is open, or what the HTTP request brought. */
export const currentTrace = new AsyncLocalStorage<string | undefined>();

const form = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/;

export interface TraceParent {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags: number;
}

/** Undefined where it is absent or malformed; then a trace of its own begins, as W3C has it. */
export function readTraceparent(text: string | undefined): TraceParent | undefined {
  const [, traceId, spanId, flags] = form.exec(text ?? "") ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) };
}
