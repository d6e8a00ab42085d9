/** Times in milliseconds. */
export interface Limits {
  /** One request. */
  readonly request: number;
  /** All tries of a read: whoever asks waits for the answer, and loses nothing by asking again. */
  readonly reads: number;
  /** All tries of a write, and of a read that a change depends on. */
  readonly tries: number;
  /** The same while Neon answers 423: an operation that is under way takes its time. */
  readonly locked: number;
  /** What Neon does in the background after a change. */
  readonly operation: number;
  /** Removing what a failed or cancelled call has made. */
  readonly cleanup: number;
  /** How long a write that was sent may still answer after the caller went away: its answer tells what there is to undo. */
  readonly grace: number;
  /** How long names of projects and branches are remembered. */
  readonly names: number;
}

export const LIMITS: Limits = {
  request: 30_000,
  reads: 15_000,
  tries: 60_000,
  locked: 180_000,
  operation: 300_000,
  cleanup: 60_000,
  grace: 5_000,
  names: 60_000,
};
