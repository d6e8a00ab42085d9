import { AsyncLocalStorage } from "node:async_hooks";

/** The `traceparent` of what is being done now: the span that is open, or what the HTTP request brought. */
export const currentTrace = new AsyncLocalStorage<string | undefined>();

/** Version 00 is whole; of a later one that is read which it has in common, as W3C has it. */
const form =
  /^(00(?=.{53}$)|(?!00|ff)[0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/;
const SAMPLED = 1;

export interface TraceParent {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags: number;
}

/** Undefined where it is absent or malformed; then a trace of its own begins, as W3C has it. */
export function readTraceparent(text: string | undefined): TraceParent | undefined {
  const [, version, traceId, spanId, flags] = form.exec(text ?? "") ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  const bits = Number.parseInt(flags, 16);
  return { traceId, spanId, traceFlags: version === "00" ? bits : bits & SAMPLED };
}
