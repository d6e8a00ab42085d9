import type { Deps } from "../../../core/deps.ts";
import type { Plan } from "../../../core/migration.ts";
import type { Session } from "../../../core/session.ts";
import type { Target, TargetInput } from "../../../core/target.ts";
import { fingerprint } from "../../../postgres/catalog/fingerprint.ts";
import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import { readTargetCatalog } from "../../catalog.ts";
import { describeFrom, differenceFromPlan, keptCatalog } from "../drift.ts";
import { findPlan, keptPlan, type KeptPlan } from "../kept-plan.ts";
import { type Ledger, readLedger, type StepRow } from "../ledger.ts";
import { standingOf } from "../standing.ts";
import { holderOf } from "../turn.ts";
import { type Conflict, folderConflicts } from "./folder-conflicts.ts";
import { invalidIndexes } from "./invalid-indexes.ts";
import { stateOf, type PlanState } from "./state.ts";

export interface StatusRequest {
  readonly target?: TargetInput | undefined;
  readonly plan_id?: string | undefined;
  readonly folder?: string | undefined;
}

export interface Status {
  readonly target: Target;
  readonly plans: readonly (PlanState & { readonly plan_id: string; readonly name: string })[];
  readonly ledger: readonly StepRow[];
  /** Since the last call changed the schema, or the plan was made. */
  readonly drift?: { readonly plan_id: string; readonly difference: string };
  readonly conflicts: readonly Conflict[];
  readonly invalidIndexes: readonly string[];
}

/** Plans that are listed; the newest ones. */
const LISTED = 20;
/** Steps of the ledger that are shown; the last ones. */
const STEPS = 200;

/** What was planned and applied, what was cut off in the middle, and what does not fit together. Reads only. */
export async function migrationStatus(
  request: StatusRequest,
  deps: Pick<Deps, "plans" | "session" | "files">,
  signal: AbortSignal,
): Promise<Status> {
  const asked =
    request.plan_id === undefined
      ? undefined
      : (await findPlan(request.plan_id, request.target, deps, signal)).plan;
  const target = request.target ?? (asked === undefined ? undefined : placeOf(asked));
  await using session = await deps.session({
    target,
    intent: "read",
    connection: "direct",
    signal,
  });
  const ledger = await readLedger(session);
  const holder = await holderOf(session);
  const now = await readTargetCatalog(session);
  const own = await Promise.all(
    (asked === undefined ? await deps.plans.list() : [asked]).map(async (plan) => ({
      plan,
      proof: await deps.plans.proof(plan.plan_id),
    })),
  );
  const others = asked === undefined ? await strangers(session, own, ledger) : [];
  const known = [...own, ...others.flatMap(({ kept }) => kept ?? [])];
  const plans = known
    .filter(({ plan }) => isHere(plan, session.target, ledger))
    .slice(0, LISTED)
    .map(({ plan, proof }) => ({
      plan_id: plan.plan_id,
      name: plan.name,
      ...stateOf(standingOf(plan, ledger), proof, holder, differenceFromPlan(plan, now)),
    }));
  const drift = await driftOf(session, ledger, asked, now);
  return {
    target: session.target,
    plans: [...plans, ...others.flatMap(({ state }) => state ?? [])],
    ledger: ledger.steps
      .filter(({ planId }) => asked === undefined || planId === asked.plan_id)
      .slice(-STEPS),
    ...(drift === undefined ? {} : { drift }),
    conflicts:
      request.folder === undefined
        ? []
        : await folderConflicts(session, request.folder, deps.files, signal),
    invalidIndexes: await invalidIndexes(session),
  };
}

function placeOf({ target: { project, branch, database } }: Plan): TargetInput {
  return {
    database,
    ...(project === undefined ? {} : { project }),
    ...(branch === undefined ? {} : { branch }),
  };
}

/** Made for this database, or applied to it. */
const isHere = ({ plan_id: id, target }: Plan, on: Target, { plans }: Ledger): boolean =>
  plans.some(({ planId }) => planId === id) ||
  (target.project === on.project && target.branch === on.branch && target.database === on.database);

interface Stranger {
  readonly kept?: KeptPlan;
  /** Where the ledger has not kept the plan. */
  readonly state?: Status["plans"][number];
}

/** Plans that another server has applied here, or this one before it lost its state. */
async function strangers(
  session: Session,
  own: readonly KeptPlan[],
  { plans }: Ledger,
): Promise<readonly Stranger[]> {
  const ids = new Set(own.map(({ plan }) => plan.plan_id));
  const found: Stranger[] = [];
  for (const { planId, name, phases } of plans.filter((row) => !ids.has(row.planId))) {
    const kept = await keptPlan(session, planId);
    const state = {
      plan_id: planId,
      name,
      state: `applied by another server: ${Object.keys(phases).join(", ") || "no whole phase"}`,
      next: "Go on with it from the server that has made the plan.",
    };
    found.push(kept === undefined ? { state } : { kept });
  }
  return found;
}

/** Of a plan that was not begun from what it was made for, else from what the last call has left here. */
async function driftOf(
  session: Session,
  { plans }: Ledger,
  asked: Plan | undefined,
  now: Catalog,
): Promise<Status["drift"]> {
  const [last] = plans;
  const begun = plans.find(({ planId }) => planId === asked?.plan_id);
  if (asked !== undefined && begun === undefined) {
    const difference = differenceFromPlan(asked, now);
    return difference === undefined ? undefined : { plan_id: asked.plan_id, difference };
  }
  if (last === undefined || last.fingerprint === null) return undefined;
  if (fingerprint(now) === last.fingerprint) return undefined;
  const kept = await keptCatalog(session, last.planId, last.fingerprint);
  const difference = describeFrom(kept, now);
  return difference === undefined ? undefined : { plan_id: last.planId, difference };
}
