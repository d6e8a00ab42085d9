import { abortError } from "./errors.ts";

export interface Waiter<T> {
  readonly signal: AbortSignal;
  resolve(value: T): void;
  reject(error: unknown): void;
}

/** Callers that wait for something, in the order they came. */
export class Waiters<T> {
  readonly #waiting: Waiter<T>[] = [];

  get length(): number {
    return this.#waiting.length;
  }

  /** The one who waited longest waits no more. */
  shift(): Waiter<T> | undefined {
    return this.#waiting.shift();
  }

  /** Rejects with `late()` after `ms`, and with the signal's reason when the caller goes away. */
  wait(signal: AbortSignal, ms: number, late: () => Error): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const stop = (error: unknown): void => {
        const index = this.#waiting.indexOf(waiter);
        if (index >= 0) this.#waiting.splice(index, 1);
        finish();
        reject(error);
      };
      const abort = (): void => stop(abortError(signal));
      const timer = setTimeout(() => stop(late()), ms);
      const finish = (): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", abort);
      };
      const waiter: Waiter<T> = {
        signal,
        resolve: (value) => {
          finish();
          resolve(value);
        },
        reject: stop,
      };
      signal.addEventListener("abort", abort, { once: true });
      this.#waiting.push(waiter);
    });
  }

  rejectAll(error: Error): void {
    for (const waiter of this.#waiting.splice(0)) waiter.reject(error);
  }
}
