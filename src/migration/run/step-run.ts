import type { Progress } from "../../core/neon.ts";
import type { Session } from "../../core/session.ts";

export type Direction = "forward" | "back";

export interface RunOptions extends Progress {
  readonly lockTimeoutMs: number;
  /** How often a step is tried that did not get its locks. */
  readonly attempts: number;
  /**
   * Called in the step's transaction after its statements and before COMMIT; after a statement that ran alone; of a step in batches, in
   * each batch's transaction before COMMIT.
   */
  observe?(session: Session): Promise<void>;
  /** A second session on the same database, which looks who is in the way while the step waits. Without it nobody is named. */
  readonly connect?: () => Promise<Session>;
  /** Where what is done is written down as it is done; without it nothing outlives the call. */
  readonly journal?: Journal;
}

/** What one step did. */
export interface StepRun {
  readonly id: string;
  readonly durationMs: number;
  readonly attempts: number;
  /** Of a step in batches: how many there were, and how many rows they changed, those of earlier calls included. */
  readonly batches?: number;
  readonly changed?: number;
}

/** How far a step has come that is more than one transaction. */
export interface Position {
  /** Transactions and statements that run alone, of a step that is several of them. */
  readonly parts: number;
  /** The last key of the last batch, as text; null before the first. */
  readonly key: readonly (string | null)[] | null;
  readonly batches: number;
  readonly changed: number;
}

export const BEGINNING: Position = { parts: 0, key: null, batches: 0, changed: 0 };

/**
 * Writes down what a step does in the transaction that does it. Around a statement that runs alone it is written before and after, so
 * what a crash in between has left is not known, but that there was something is.
 */
export interface Journal {
  /** What an earlier call left of this step: undefined where it was never begun. */
  readonly position: Position | undefined;
  /** First in each of the step's transactions. Throws where the step is not this caller's to do. */
  check(session: Session): Promise<void>;
  /** Last in each of the step's transactions, and in one of its own before and after a statement that runs alone. */
  record(session: Session, position: Position, done: boolean): Promise<void>;
}
