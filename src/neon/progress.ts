import type { Progress } from "../core/neon.ts";

const begun = new WeakMap<Progress, number>();

/** Reports a message with the seconds since the first one of this call: the numbers rise through all that one call waits for. */
export function tell(call: Progress, message: string): void {
  const now = performance.now();
  const start = begun.get(call) ?? now;
  begun.set(call, start);
  call.progress((now - start) / 1000, message);
}
