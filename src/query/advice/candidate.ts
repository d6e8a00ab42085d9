import type { Definition } from "./candidates/definition.ts";

/** A hypothetical index on the twin. */
export interface Candidate {
  /** In the order of creation, from 0. */
  readonly id: number;
  readonly definition: Definition;
  /** As the twin calls it. */
  readonly name: string;
  readonly bytes: number;
  readonly tuples: number;
}

/** Indexes that are there together, by their ids. */
export type Configuration = ReadonlySet<number>;
