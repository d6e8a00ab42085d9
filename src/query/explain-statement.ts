import type { Deps } from "../core/deps.ts";
import { ToolError } from "../core/errors.ts";
import type { Finding } from "../core/finding.ts";
import type { Session } from "../core/session.ts";
import type { Target, TargetInput } from "../core/target.ts";
import type { Call } from "../core/tool.ts";
import { explain } from "./explain.ts";
import { explainable, type Explainable } from "./explainable.ts";
import { pinnedFindings } from "./findings/index.ts";
import type { Plan } from "./plan/node.ts";
import { planPicture } from "./plan/picture.ts";
import { planText } from "./plan/text.ts";
import type { HypotheticalPlan, ScaledPlan, WhatIf } from "./what-if/types.ts";
import { whatIf } from "./what-if/what-if.ts";

export interface ExplainRequest {
  readonly sql: string;
  readonly params?: readonly unknown[] | undefined;
  readonly target?: TargetInput | undefined;
  readonly analyze: boolean;
  readonly on_branch: boolean;
  readonly hypothetical_indexes?: readonly string[] | undefined;
  readonly at_scale?: number | undefined;
  readonly response: "concise" | "detailed";
}

export interface Explanation {
  target: Target;
  plan: string;
  total_cost: number;
  execution_ms?: number;
  planning_ms?: number;
  /** Planner settings that are not the default. */
  settings?: Record<string, string>;
  findings: Finding[];
  hypothetical?: HypotheticalPlan;
  at_scale?: ScaledPlan;
  notes?: string[];
}

/**
 * One statement's plan as text, with what is wrong with it, and its plans under indexes or sizes that are not there yet. Analyzing a
 * write needs a session that may write, and is rolled back; with `on_branch` it happens on a temporary branch. Errors: INVALID_SQL, UNSUPPORTED,
 * READ_ONLY, GUARDED_BRANCH, TIMEOUT and those of `Session`.
 */
export async function explainStatement(
  request: ExplainRequest,
  deps: Deps,
  call: Call,
): Promise<Explanation> {
  checkWhatIf(request);
  const given = await explainable(request.sql);
  if (!request.on_branch) return explainOn(request.target, { request, given, deps, call });
  await using temporary = await deps.temporaryBranch(
    { target: request.target, purpose: "explain" },
    call,
  );
  return await explainOn(temporary.target, { request, given, deps, call });
}

function checkWhatIf({ hypothetical_indexes: indexes = [], at_scale: factor = 1 }: ExplainRequest) {
  if (indexes.length > MOST_INDEXES)
    throw new ToolError(
      "INVALID_INPUT",
      `\`hypothetical_indexes\` holds ${indexes.length} statements.`,
      `Give at most ${MOST_INDEXES}, or the queries to advise_indexes.`,
    );
  if (factor <= 0 || factor > LARGEST_FACTOR)
    throw new ToolError(
      "INVALID_INPUT",
      `\`at_scale\` is how many times the rows there would be, and ${factor} is out of range.`,
      `Give a number above 0 and up to ${LARGEST_FACTOR}, such as 100.`,
    );
}

const MOST_INDEXES = 20;
const LARGEST_FACTOR = 1_000_000;

interface Work {
  readonly request: ExplainRequest;
  readonly given: Explainable;
  readonly deps: Deps;
  readonly call: Call;
}

async function explainOn(
  target: TargetInput | undefined,
  { request, given, deps, call }: Work,
): Promise<Explanation> {
  const { params, analyze, response } = request;
  const intent = analyze && given.writes ? "write" : "read";
  const { signal } = call;
  await using session = await deps
    .session({ target, intent, connection: "direct", signal })
    .catch((error: unknown) => offerBranch(error, deps));
  const context = await explain(session, given, { params, analyze });
  const { plan } = context;
  const { plan_cache_mode: _, ...settings } = plan.settings;
  const pinned = pinnedFindings(context);
  const { pictured, notes, ...imagined } = await imagine(target, session, plan, {
    request,
    given,
    deps,
    call,
  });
  call.draw?.(planPicture([{ label: "Now", plan, findings: pinned }, ...pictured]));
  return {
    target: session.target,
    plan: planText(plan, response),
    total_cost: plan.root.estimate.totalCost,
    ...(plan.executionMs === undefined ? {} : { execution_ms: plan.executionMs }),
    ...(plan.planningMs === undefined ? {} : { planning_ms: plan.planningMs }),
    ...(Object.keys(settings).length === 0 ? {} : { settings }),
    findings: pinned.map(({ finding }) => finding),
    ...imagined,
    ...(notes.length === 0 ? {} : { notes }),
  };
}

/** Plans of what is not there yet; nothing where nothing of that kind was asked. */
async function imagine(
  target: TargetInput | undefined,
  original: Session,
  present: Plan,
  { request, given, deps, call: { signal } }: Work,
): Promise<WhatIf> {
  const { params, response, hypothetical_indexes: indexes = [], at_scale: factor } = request;
  if (indexes.length === 0 && factor === undefined) return { pictured: [], notes: [] };
  await using twin = await deps.twin({ target, signal });
  return await whatIf({ twin, original }, given, present, { params, indexes, factor, response });
}

/** Where there are branches, a guarded one need not be written to. */
async function offerBranch(error: unknown, deps: Deps): Promise<never> {
  if (!(error instanceof ToolError) || error.code !== "GUARDED_BRANCH") throw error;
  const hasBranches = await deps.neon("read").then(
    () => true,
    () => false,
  );
  if (!hasBranches) throw error;
  throw new ToolError(
    "GUARDED_BRANCH",
    "ANALYZE of a write executes it, and this branch is guarded.",
    "Repeat this call with `on_branch: true`: it runs on a temporary branch with the same data, which is removed afterwards.",
    { cause: error },
  );
}
