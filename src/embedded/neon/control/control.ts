import type { Engine } from "../engine.ts";
import type { Faults } from "../faults.ts";
import type { Store } from "./state/store.ts";
import type { Jobs } from "./work/jobs.ts";

/** What the handlers work with. */
export interface Control {
  readonly store: Store;
  readonly engine: Engine;
  readonly faults: Faults;
  readonly jobs: Jobs;
  readonly log: (
    level: "error" | "warn" | "info",
    message: string,
    fields?: Record<string, unknown>,
  ) => void;
  /** The endpoint's compute is about to go away, or to move to other data. */
  readonly disconnect: (endpointId: string) => void;
  /** What expires next, or which snapshot is due next, has changed. */
  readonly reschedule: () => void;
}
