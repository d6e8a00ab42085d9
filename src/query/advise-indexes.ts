import type { Deps } from "../core/deps.ts";
import { ToolError } from "../core/errors.ts";
import type { Target, TargetInput } from "../core/target.ts";
import type { Twin } from "../core/twin.ts";
import type { Call } from "../core/tool.ts";
import { advise } from "./advice/advise.ts";
import { measureOnBranch, type Measurement } from "./advice/measure/measure.ts";
import type { Advice, IndexUse, WorkloadQuery } from "./advice/types.ts";
import { readIndexUses } from "./advice/workload/index-uses.ts";
import { workloadOf, type WorkloadRequest } from "./advice/workload/read.ts";
import { explainable, type Explainable } from "./explainable.ts";

export interface AdviseRequest extends WorkloadRequest {
  readonly target?: TargetInput | undefined;
  readonly budget_bytes?: number | undefined;
  readonly max_indexes?: number | undefined;
  readonly measure: "none" | "branch";
}

export interface AdviseResult {
  readonly target: Target;
  readonly workload: readonly WorkloadQuery[];
  readonly advice: Advice;
  readonly measurement?: Measurement;
  readonly notes: string[];
}

/**
 * Advises indexes for a workload, found by what-if plans on the twin; with `measure: "branch"` they are built and the workload is run
 * before and after. Queries that cannot be planned are in `skipped`. Errors: INVALID_INPUT without a workload, those of reading
 * pg_stat_statements, and of branches where they are asked for.
 */
export async function adviseIndexes(
  request: AdviseRequest,
  deps: Deps,
  call: Call,
): Promise<AdviseResult> {
  const { target, budget_bytes: budgetBytes, max_indexes: maxIndexes, measure } = request;
  checkLimits(request);
  const { signal } = call;
  const { workload, uses, at } = await readFacts(request, deps, signal);
  await using twin = await deps.twin({ target, signal });
  const advice = await advise(
    twin,
    workload,
    {
      uses,
      timeMs: MOST_MS,
      ...(budgetBytes === undefined ? {} : { budgetBytes }),
      ...(maxIndexes === undefined ? {} : { maxIndexes }),
    },
    call,
  );
  const result = { target: at, workload, advice, notes: notesOf(twin, advice) };
  if (measure === "none" || advice.create.length === 0) return result;
  const measurement = await measureOnBranch(
    {
      target,
      indexes: advice.create.map(({ sql }) => sql),
      queries: await runnable(workload, advice),
    },
    deps,
    call,
  );
  return { ...result, measurement };
}

function checkLimits({
  budget_bytes: bytes = 1,
  max_indexes: most = 1,
  queries,
}: AdviseRequest): void {
  if (bytes <= 0 || most < 1)
    throw new ToolError(
      "INVALID_INPUT",
      "`budget_bytes` and `max_indexes` leave room for no index.",
      "Give more than 0, or leave them out.",
    );
  if (queries !== undefined && (queries.length === 0 || queries.length > MOST_QUERIES))
    throw new ToolError(
      "INVALID_INPUT",
      `\`queries\` holds ${queries.length} statements.`,
      `Give 1 to ${MOST_QUERIES}, those that take most time.`,
    );
  if (queries?.some(({ weight = 1 }) => weight <= 0) === true)
    throw new ToolError(
      "INVALID_INPUT",
      "A weight is how often a statement runs, and one of them is not above 0.",
      "Leave out the statement or its weight.",
    );
}

const MOST_QUERIES = 500;
/** Clients wait for a call some minutes at most, and the twin has to be made as well. */
const MOST_MS = 100_000;

async function readFacts(
  request: AdviseRequest,
  deps: Deps,
  signal: AbortSignal,
): Promise<{ workload: readonly WorkloadQuery[]; uses: readonly IndexUse[]; at: Target }> {
  await using session = await deps.session({ target: request.target, intent: "read", signal });
  return {
    workload: await workloadOf(request, session),
    uses: await readIndexUses(session),
    at: session.target,
  };
}

async function runnable(
  workload: readonly WorkloadQuery[],
  { perQuery }: Advice,
): Promise<{ query: number; given: Explainable }[]> {
  const planned = workload.flatMap(({ sql }, query) =>
    perQuery[query] === undefined ? [] : [{ query, sql }],
  );
  return Promise.all(
    planned.map(async ({ query, sql }) => ({ query, given: await explainable(sql) })),
  );
}

function notesOf({ missing }: Twin, { stopped }: Advice): string[] {
  const lacks = missing.map(({ object, reason }) => `The planner twin lacks ${object}: ${reason}.`);
  if (!stopped) return lacks;
  const early = `The search was stopped after ${MOST_MS / 1000} s: this is the best found by then. Fewer queries, those that take most time, leave more of it for each.`;
  return [early, ...lacks];
}
