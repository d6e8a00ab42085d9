import type { Record } from "./record.ts";

/** What happens to one file. Undefined stands for: not there. */
export interface Step {
  readonly file: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** Everything that an installation or a removal will do, known before anything is done. */
export interface Plan {
  /** The record that it was made from. */
  readonly record: Record;
  readonly steps: readonly Step[];
  /** What is left as it is, and why. */
  readonly kept: readonly string[];
  /** While it is under way: the old and the new. What a killed run leaves is recognized by it. */
  readonly meanwhile: Record;
  readonly afterwards: Record;
}
