/** A statement that the application runs, and how often. */
export interface WorkloadQuery {
  /** One statement; `$n` for values that vary. */
  readonly sql: string;
  /** Executions, or any other measure of how much the statement counts against the others. Default 1. */
  readonly weight?: number;
}

/** How an index of the original has been used, by whoever can ask the original's statistics. */
export interface IndexUse {
  /** Qualified and quoted. */
  readonly name: string;
  /** Scans since statistics were reset. */
  readonly scans: number;
}

export interface AdviceOptions {
  /** What all advised indexes may take together, by the twin's model of sizes. Default: no limit. */
  readonly budgetBytes?: number;
  readonly maxIndexes?: number;
  /**
   * The best found by then is returned, and `stopped` says so. Without it the work is limited by count, so that the same input gives the
   * same answer.
   */
  readonly timeMs?: number;
  /** Use of the existing indexes; without it none is called unused. */
  readonly uses?: readonly IndexUse[];
}

/** An index worth having. */
export interface AdvisedIndex {
  /** `create index concurrently`; without CONCURRENTLY on a partitioned table, where Postgres refuses it. */
  readonly sql: string;
  /** Qualified and quoted. */
  readonly table: string;
  /** By the twin's model of sizes. */
  readonly bytes: number;
  /** The share of `costBefore` that would come back without this one index, the other advised ones being there. */
  readonly saves: number;
  /** Positions in the workload, from 0, of the queries whose plans use it. */
  readonly usedBy: readonly number[];
  /** What it does, for how many queries, and what they would cost without it. */
  readonly reason: string;
}

export interface AdvisedDrop {
  /** `drop index concurrently`. */
  readonly sql: string;
  readonly reason: string;
}

export interface QueryCost {
  readonly before: number;
  readonly after: number;
}

export interface Advice {
  /**
   * Sum of the planner's cost of every query times its weight, with what writes pay for keeping indexes up to date; in planner units.
   */
  readonly costBefore: number;
  readonly costAfter: number;
  readonly create: readonly AdvisedIndex[];
  readonly drop: readonly AdvisedDrop[];
  /** One execution each, in the order of the workload; undefined where the query was skipped. */
  readonly perQuery: readonly (QueryCost | undefined)[];
  /** Queries without a plan, with Postgres's reason. */
  readonly skipped: readonly { readonly query: number; readonly reason: string }[];
  /** Plans that the twin was asked for. */
  readonly whatIfCalls: number;
  /** The time was over, or the caller gone, before the search had ended. */
  readonly stopped: boolean;
  readonly durationMs: number;
}
