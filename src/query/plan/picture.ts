import type { Finding } from "../../core/finding.ts";
import { pages, particulars } from "./figures.ts";
import { misestimate } from "./misestimate.ts";
import type { Plan, PlanNode } from "./node.ts";
import { operation, subject } from "./title.ts";

/** What the picture of a statement shows: its plan, and beside it those that it would have. Names are other people's words. */
export interface PlanPicture {
  readonly plans: readonly DrawnPlan[];
}

export interface DrawnPlan {
  /** `Now`, `With the indexes`, `At 1,000 times the rows`. */
  readonly label: string;
  readonly cost: number;
  readonly executionMs?: number;
  readonly planningMs?: number;
  readonly serializationMs?: number;
  readonly jitMs?: number;
  readonly settings: Readonly<Record<string, string>>;
  /** Depth first; a parent comes before its children. */
  readonly nodes: readonly DrawnNode[];
  /** Nodes beyond those that are drawn. */
  readonly leftOut?: number;
  readonly triggers: readonly {
    readonly name: string;
    readonly calls: number;
    readonly ms: number;
  }[];
  readonly findings: readonly DrawnFinding[];
}

/** A node's figures as a page needs them: of all loops together, as the text tree has them, with the planner's beside. */
export interface DrawnNode {
  readonly id: number;
  readonly parent?: number;
  /** `CTE x`, `InitPlan 1`. */
  readonly subplan?: string;
  readonly operation: string;
  readonly on?: string;
  readonly index?: string;
  readonly clauses: readonly (readonly [kind: string, text: string])[];
  /** The part that this node itself has in the plan's time, or without ANALYZE in its cost: 0 to 1. */
  readonly share: number;
  /** The same with everything below it. */
  readonly below: number;
  /** Estimated rows of one loop. */
  readonly rows: number;
  readonly width: number;
  readonly cost: number;
  readonly startupCost: number;
  readonly actual?: {
    /** Of one loop. */
    readonly rows: number;
    readonly loops: number;
    readonly ownMs: number;
    readonly totalMs: number;
  };
  /** Where the planner's guess was far enough off to mislead it. */
  readonly off?: { readonly times: number; readonly more: boolean };
  /** A node's own pages: `hit 220 read 3`. */
  readonly pages?: string;
  readonly particulars: readonly string[];
}

type DrawnFinding = Omit<Finding, "key"> & { readonly nodes: readonly number[] };

/** A finding and the nodes that show it. */
export interface PinnedFinding {
  readonly finding: Finding;
  readonly nodes: readonly number[];
}

export interface Pictured {
  readonly label: string;
  readonly plan: Plan;
  readonly findings: readonly PinnedFinding[];
}

/** Nodes of one plan that are drawn. Beyond it nobody finds anything, and a message of megabytes stalls some hosts. */
const nodeLimit = 2_000;

/** Characters of an expression that are drawn. */
const expressionLimit = 2_000;

/** The plans of a statement for the page that draws them; what it has now comes first. */
export function planPicture(pictured: readonly Pictured[]): PlanPicture {
  return { plans: pictured.map(drawnPlan) };
}

function drawnPlan({ label, plan, findings }: Pictured): DrawnPlan {
  const { root, nodes, executionMs, planningMs, serializationMs, jitMs } = plan;
  const { plan_cache_mode: _, ...settings } = plan.settings;
  const times = { executionMs, planningMs, serializationMs, jitMs };
  return {
    label,
    cost: root.estimate.totalCost,
    ...defined(times),
    settings,
    nodes: nodes.slice(0, nodeLimit).map((node) => drawnNode(node, plan)),
    ...(nodes.length > nodeLimit ? { leftOut: nodes.length - nodeLimit } : {}),
    triggers: plan.triggers.map(({ name, constraint, relation, calls, ms }) => ({
      name: `${constraint ?? name}${relation === undefined ? "" : ` on ${relation}`}`,
      calls,
      ms,
    })),
    findings: findings.map(({ finding: { key: __, ...finding }, nodes: on }) => ({
      ...finding,
      nodes: on,
    })),
  };
}

function drawnNode(node: PlanNode, plan: Plan): DrawnNode {
  const { id, parent, subplan, index, estimate, actual } = node;
  const off = misestimate(node);
  return {
    id,
    operation: operation(node),
    ...defined({ parent: parent?.id, subplan, on: subject(node), index }),
    clauses: node.clauses.map(({ kind, text }) => [kind, text.slice(0, expressionLimit)]),
    ...shares(node, plan),
    rows: estimate.rows,
    width: estimate.width,
    cost: estimate.totalCost,
    startupCost: estimate.startupCost,
    ...(actual === undefined
      ? {}
      : {
          actual: {
            rows: actual.loops === 0 ? 0 : actual.rows / actual.loops,
            loops: actual.loops,
            ownMs: round(actual.ownMs),
            totalMs: round(actual.totalMs),
          },
        }),
    ...defined({ pages: pages(node.ownBuffers), off: off && { times: off.times, more: off.more } }),
    particulars: particulars(node),
  };
}

function shares(node: PlanNode, { root }: Plan): Pick<DrawnNode, "share" | "below"> {
  const measured = root.actual !== undefined;
  const whole = root.actual?.totalMs ?? root.estimate.totalCost;
  const { estimate, actual } = node;
  const part = (of: number): number => (whole > 0 ? round(Math.min(1, of / whole)) : 0);
  return measured
    ? { share: part(actual?.ownMs ?? 0), below: part(actual?.totalMs ?? 0) }
    : { share: part(estimate.ownCost), below: part(estimate.wholeCost) };
}

/** To four digits after the point: finer is noise, and characters. */
const round = (value: number): number => Math.round(value * 10_000) / 10_000;

type Defined<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

function defined<T extends object>(fields: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Defined<T>;
}
