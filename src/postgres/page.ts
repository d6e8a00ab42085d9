import type { Limits } from "../core/session.ts";
import type { Parameter } from "./exchange.ts";

/** Rows asked for at first. A wide row shows itself before many of them are on their way. */
const FIRST_BATCH = 64;

/** The rows that a caller's limits let through, and how many more to ask for. */
export class Page {
  readonly rows: (readonly Parameter[])[] = [];
  readonly #limits: Limits;
  #bytes = 0;
  #seen = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  readonly add = (row: readonly Parameter[]): void => {
    this.#seen += 1;
    this.#bytes += row.reduce((sum, value) => sum + (value?.length ?? 0) + 4, 0);
    if (!this.truncated) this.rows.push(row);
  };

  get seen(): number {
    return this.#seen;
  }

  /** More came than the limits let through. The first row is always kept. */
  get truncated(): boolean {
    const { maxRows, maxBytes } = this.#limits;
    return this.#seen > maxRows || (this.#seen > 1 && this.#bytes > maxBytes);
  }

  /** Rows to ask for next: one more than wanted, to know whether there are more. Zero is all. */
  get batch(): number {
    if (this.#limits.complete === true) return 0;
    const missing = this.#limits.maxRows + 1 - this.#seen;
    if (this.#seen === 0) return Math.min(missing, FIRST_BATCH);
    const fit = ((this.#limits.maxBytes - this.#bytes) * this.#seen) / this.#bytes;
    return Math.max(1, Math.min(missing, Math.floor(fit)));
  }
}
