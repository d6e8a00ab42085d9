import type { Deps } from "../core/deps.ts";
import { ToolError } from "../core/errors.ts";
import { type PlanName, PLANS } from "../core/neon-facts.ts";
import { planOf } from "../core/plan.ts";
import type { Call } from "../core/tool.ts";
import { averageGb, bill, cuHours } from "./bill.ts";
import { estimate } from "./estimate.ts";
import { estimateFrom } from "./estimated.ts";
import { type ProjectFacts, readFacts } from "./facts.ts";
import type { Needs } from "./fit.ts";
import { fullMonth } from "./full-month.ts";
import { growthOf, measure, type Quantities } from "./measured.ts";
import { dollars } from "./money.ts";
import { savingsOf } from "./savings.ts";
import { NOTHING } from "./usage.ts";
import { view } from "./view.ts";

interface ProjectRequest {
  readonly project: string | undefined;
  readonly budget: number | undefined;
}

/** The month of a project: used until now, and what it will come to. */
export async function answerProject({ project, budget }: ProjectRequest, deps: Deps, call: Call) {
  await mustBeNeon(deps);
  return answerFacts(await readFacts(deps, project, call.signal), budget);
}

export function answerFacts(facts: ProjectFacts, budget: number | undefined) {
  const { consumption, project } = facts;
  const quantities =
    consumption === undefined || consumption.length === 0
      ? estimateFrom(facts)
      : measure(facts, consumption);
  const { plan, assumed } = planFrom(facts);
  const full = fullMonth(quantities, facts.month);
  const growth = growthOf(facts, quantities.month, plan);
  const estimated = estimate(
    {
      plan,
      usage: quantities.month,
      fullMonth: full.month,
      needs: needsOf(facts),
      growthPercent: growth ?? 0,
      evidence: quantities.evidence,
      assumptions: [
        ...assumed,
        ...full.assumptions,
        growth === undefined
          ? "No growth: the month before is not known."
          : "It grows as it did since the month before.",
      ],
      savings: savingsOf(facts, full, plan),
    },
    budget,
  );
  const { month, ...shown } = view(estimated);
  const soFar = dollars(bill(quantities.soFar, plan).cents);
  return {
    ...shown,
    project: { id: project.id, name: project.name },
    month: { ...month, so_far: soFar },
    by_branch: byBranch(facts, quantities, plan),
  };
}

export async function mustBeNeon(deps: Deps): Promise<void> {
  try {
    await deps.neon("read");
  } catch (error) {
    if (!(error instanceof ToolError && error.code === "UNSUPPORTED")) throw error;
    throw new ToolError(
      "UNSUPPORTED",
      "DATABASE_URL is one Postgres database: what it costs is not known here.",
      "Describe what it does as `workload`: what that would cost on Neon is computed.",
    );
  }
}

/** As the account has it; what is no plan of the price list is priced as the nearest one, and that is said. */
function planFrom({ consumption, project }: ProjectFacts): {
  readonly plan: PlanName;
  readonly assumed: readonly string[];
} {
  const isLocal = project.region.startsWith("local");
  const word = consumption?.at(-1)?.plan ?? project.subscription ?? "";
  const known = isLocal ? undefined : planOf(word);
  if (known !== undefined) return { plan: known, assumed: [] };
  const plan = /^(?:business|enterprise)/i.test(word) ? "scale" : "launch";
  const why = isLocal
    ? "This Neon runs here and costs nothing: it is what Neon would ask for the same."
    : "What the account pays is not on the price list.";
  return { plan, assumed: [`${why} Priced as ${plan}.`] };
}

function needsOf({ computes, project, branches, snapshots }: ProjectFacts): Needs {
  const sizes = (isFixed: boolean): number =>
    Math.max(
      0,
      ...computes
        .filter(({ minCu, maxCu }) => (minCu === maxCu) === isFixed)
        .map(({ maxCu }) => maxCu),
    );
  const suspends = computes.map(({ suspendSeconds }) => suspendSeconds).filter((each) => each > 0);
  return {
    autoscalingCu: sizes(false),
    fixedCu: sizes(true),
    alwaysOn: computes.some(({ suspendSeconds }) => suspendSeconds < 0),
    ...(suspends.length === 0 ? {} : { suspendSeconds: Math.min(...suspends) }),
    // the default window of a paid plan is nobody's wish
    ...(project.historySeconds > PLANS.launch.historySecondsDefault
      ? { historySeconds: project.historySeconds }
      : {}),
    manualSnapshots: snapshots.filter(({ isScheduled }) => !isScheduled).length,
    protectedBranches: branches.filter(({ isProtected }) => isProtected).length,
    ipAllow: project.ipAllow.ips.length > 0,
  };
}

const SHOWN = 20;

/** The dearest first; what is the project's and no branch's is not in it. */
function byBranch(facts: ProjectFacts, { branches }: Quantities, plan: PlanName) {
  const names = new Map(facts.branches.map(({ id, name }) => [id, name]));
  return Array.from(branches, ([id, usage]) => ({
    branch: names.get(id) ?? `${id} (deleted)`,
    amount: dollars(bill({ ...NOTHING, ...usage }, plan).cents),
    cu_hours: cuHours(usage),
    gb: averageGb(usage.rootByteHours + usage.childByteHours),
  }))
    .toSorted((a, b) => b.amount - a.amount)
    .slice(0, SHOWN);
}
