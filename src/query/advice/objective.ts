import type { Candidate, Configuration } from "./candidate.ts";
import type { WhatIf } from "./what-if.ts";
import { writeCost, type Write } from "./write-cost.ts";

/** What a search minimises: the planner's cost of the workload and what writes pay, under the limits. */
export class Objective {
  readonly whatIf: WhatIf;
  readonly budgetBytes: number;
  readonly maxIndexes: number;
  /** What each query writes, in the order of the subjects. */
  readonly writes: readonly (readonly Write[])[];

  constructor(
    whatIf: WhatIf,
    writes: readonly (readonly Write[])[],
    limits: { readonly budgetBytes: number; readonly maxIndexes: number },
  ) {
    this.whatIf = whatIf;
    this.writes = writes;
    this.budgetBytes = limits.budgetBytes;
    this.maxIndexes = limits.maxIndexes;
  }

  weight(at: number): number {
    return this.whatIf.subjects[at]?.weight ?? 0;
  }

  bytes(configuration: Configuration): number {
    return [...configuration].reduce((sum, id) => sum + this.whatIf.candidate(id).bytes, 0);
  }

  fits(configuration: Configuration): boolean {
    return configuration.size <= this.maxIndexes && this.bytes(configuration) <= this.budgetBytes;
  }

  /** What writing costs one execution of a query. */
  writing(at: number, configuration: Configuration): number {
    const writes = this.writes[at] ?? [];
    if (writes.length === 0) return 0;
    const candidates = this.candidates(configuration);
    return writes.reduce((sum, write) => sum + writeCost(write, candidates), 0);
  }

  candidates(configuration: Configuration): Candidate[] {
    return [...configuration].toSorted((a, b) => a - b).map((id) => this.whatIf.candidate(id));
  }

  /** What planning every query once takes. */
  get effort(): number {
    return this.whatIf.subjects.reduce((sum, { effort }) => sum + effort, 0);
  }

  /** Of the whole workload, exactly. */
  async total(configuration: Configuration): Promise<number> {
    const answers = await this.whatIf.askAll(configuration);
    return answers.reduce(
      (sum, { cost }, at) => sum + this.weight(at) * (cost + this.writing(at, configuration)),
      0,
    );
  }

  /** Weighted sum of what all writes pay. */
  allWriting(configuration: Configuration): number {
    let sum = 0;
    for (const [at, writes] of this.writes.entries())
      if (writes.length > 0) sum += this.weight(at) * this.writing(at, configuration);
    return sum;
  }
}
