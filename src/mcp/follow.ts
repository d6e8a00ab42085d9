/** Aborted with either of the two; `Symbol.dispose` when it is needed no more. `AbortSignal.any` is kept by a signal as old as the process for as long. */
export function follow(
  one: AbortSignal,
  other: AbortSignal | undefined,
): Disposable & { readonly signal: AbortSignal } {
  if (other === undefined) return { signal: one, [Symbol.dispose]() {} };
  const stop = new AbortController();
  const abort = ({ target }: Event): void => stop.abort((target as AbortSignal).reason);
  for (const each of [one, other]) {
    if (each.aborted) stop.abort(each.reason);
    each.addEventListener("abort", abort, { once: true });
  }
  return {
    signal: stop.signal,
    [Symbol.dispose]() {
      for (const each of [one, other]) each.removeEventListener("abort", abort);
    },
  };
}
