import type { Progress } from "../../core/neon.ts";
import type { Session } from "../../core/session.ts";

export type Direction = "forward" | "back";

export interface RunOptions extends Progress {
  readonly lockTimeoutMs: number;
  /** How often a step is tried that did not get its locks. */
  readonly attempts: number;
  /** Called in the step's transaction after its statements and before COMMIT; after a statement that ran alone; after each batch. */
  observe?(session: Session): Promise<void>;
}

/** What one step did. */
export interface StepRun {
  readonly id: string;
  readonly durationMs: number;
  readonly attempts: number;
  /** Of a step in batches: how many there were, and how many rows they changed. */
  readonly batches?: number;
  readonly changed?: number;
}
