/** Pages of 8 kB that a node and everything below it touched, over all loops and workers. */
export interface Buffers {
  readonly hit: number;
  readonly read: number;
  readonly dirtied: number;
  readonly written: number;
  readonly tempRead: number;
  readonly tempWritten: number;
}

export interface Relation {
  readonly schema: string | undefined;
  readonly name: string;
  readonly alias: string;
}

/** A predicate or key as EXPLAIN prints it, under EXPLAIN's own name for it: `Filter`, `Index Cond`, `Sort Key`. */
export interface Clause {
  readonly kind: string;
  readonly text: string;
}

export interface Actual {
  /** Rows given out in all loops and workers together. */
  readonly rows: number;
  readonly loops: number;
  /** Milliseconds on the clock, this node with everything below it, all loops; workers count side by side. */
  readonly totalMs: number;
  /** The part of `totalMs` that no node below accounts for. */
  readonly ownMs: number;
  /** Rows that a condition threw away, in all loops. */
  readonly removed: number;
}

/** One node of a plan. `raw` keeps what EXPLAIN said about this node, without its children, for facts that few rules need. */
export interface PlanNode {
  /** Position in the plan, depth first, from 1. */
  readonly id: number;
  readonly type: string;
  readonly parent: PlanNode | undefined;
  readonly children: readonly PlanNode[];
  /** `Outer`, `Inner`, `Member`, `Subquery`, `InitPlan`, `SubPlan`. */
  readonly relationship: string | undefined;
  /** `CTE x`, `InitPlan 1`, `SubPlan 2`. */
  readonly subplan: string | undefined;
  readonly relation: Relation | undefined;
  readonly index: string | undefined;
  readonly clauses: readonly Clause[];
  readonly output: readonly string[];
  readonly estimate: {
    readonly totalCost: number;
    readonly startupCost: number;
    /** Rows of one loop. */
    readonly rows: number;
    readonly width: number;
    /** How often the planner reckons with this node being run. */
    readonly loops: number;
    /** The part of the plan's cost that this node accounts for, over its loops. */
    readonly ownCost: number;
    /** The same with everything below it. */
    readonly wholeCost: number;
  };
  /** Undefined without ANALYZE. A node with `loops` 0 was never executed. */
  readonly actual: Actual | undefined;
  readonly buffers: Buffers | undefined;
  readonly ownBuffers: Buffers | undefined;
  readonly workers: { readonly planned: number; readonly launched: number | undefined } | undefined;
  readonly raw: Readonly<Record<string, unknown>>;
}

export interface TriggerTime {
  readonly name: string;
  readonly constraint: string | undefined;
  readonly relation: string | undefined;
  readonly calls: number;
  readonly ms: number;
}

export interface Plan {
  readonly root: PlanNode;
  /** Every node, depth first. */
  readonly nodes: readonly PlanNode[];
  readonly planningMs: number | undefined;
  /** Memory that planning took, in kB; from Postgres 17. */
  readonly planningKb: number | undefined;
  readonly executionMs: number | undefined;
  /** Milliseconds spent on turning the result into text, from Postgres 17. */
  readonly serializationMs: number | undefined;
  /** The size of that text in kB. */
  readonly serializedKb: number | undefined;
  readonly planningBuffers: Buffers | undefined;
  /** Planner settings that differ from their defaults. */
  readonly settings: Readonly<Record<string, string>>;
  readonly triggers: readonly TriggerTime[];
  readonly jitMs: number | undefined;
}
