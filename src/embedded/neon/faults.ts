/** What goes wrong on demand, so that callers can be tried against a Neon that has a bad day. */
export type Fault = (
  | {
      /** The API answers with this status before it does anything. */
      readonly kind: "status";
      readonly status: 423 | 429 | 500 | 503;
      /** Seconds, as the header `Retry-After`. */
      readonly retryAfter?: number;
      readonly method?: string;
      /** Part of the path: `/branches`. */
      readonly path?: string;
    }
  | {
      /** The API cuts the connection, before or after it has done what was asked. */
      readonly kind: "disconnect";
      readonly when: "before" | "after";
      readonly method?: string;
      readonly path?: string;
    }
  | {
      readonly kind: "delay";
      readonly ms: number;
      readonly method?: string;
      readonly path?: string;
    }
  | {
      /** An operation (`create_branch`, `start_compute`…) takes longer, or fails. */
      readonly kind: "operation";
      readonly action?: string;
      readonly ms?: number;
      readonly fails?: boolean;
    }
  /** A database connection is cut when it is opened, or at its next statement. */
  | { readonly kind: "connection"; readonly when: "open" | "statement" }
  /** A compute needs so much longer to start. */
  | { readonly kind: "start"; readonly ms: number }
) & {
  /** How often it happens; default 1. */
  readonly times?: number;
};

type Kind = Fault["kind"];
type Of<K extends Kind> = Extract<Fault, { kind: K }>;

/** Faults that wait to happen. */
export class Faults {
  #waiting: { readonly fault: Fault; left: number }[] = [];

  set(faults: readonly Fault[]): void {
    this.#waiting = faults.map((fault) => ({ fault, left: fault.times ?? 1 }));
  }

  /** The next fault of this kind that fits, used up by one; undefined most of the time. */
  take<K extends Kind>(kind: K, fits: (fault: Of<K>) => boolean = () => true): Of<K> | undefined {
    const found = this.#waiting.find(
      ({ fault, left }) => left > 0 && fault.kind === kind && fits(fault as Of<K>),
    );
    if (found === undefined) return undefined;
    found.left -= 1;
    return found.fault as Of<K>;
  }
}
