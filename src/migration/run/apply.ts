import type { Deps } from "../../core/deps.ts";
import { ToolError } from "../../core/errors.ts";
import { identifier } from "../../core/identifier.ts";
import { type PhaseName, phaseNames, type Plan, type Proof } from "../../core/migration.ts";
import type { Target } from "../../core/target.ts";
import type { Call } from "../../core/tool.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import { fingerprintInAnyOrder } from "../catalog.ts";
import { applySummary } from "./apply-summary.ts";
import { type Backup, type BackupPlan, planBackup } from "./backup.ts";
import { carryOut, type Work } from "./carry-out.ts";
import { checkDrift, checkRehearsed } from "./drift.ts";
import { readLedger } from "./ledger.ts";
import { markBackup, markCatalog, markPhases } from "./marks.ts";
import { openMigration, type MigrationRequest } from "./open-migration.ts";
import { checkUnmoved, isUndoing, positionOf, type Standing, standingOf } from "./standing.ts";
import type { StepRun } from "./step-run.ts";
import { awaitTurn, takeTurn } from "./turn.ts";
import { checkVerified, type Verified, verifyPhase } from "./verify.ts";

export interface ApplyRequest extends MigrationRequest {
  /** Default: the next phase that is not done. */
  readonly through?: PhaseName | undefined;
  readonly backup: "branch" | "none";
}

export interface Applied {
  readonly target: Target;
  readonly plan: Plan;
  readonly applied: readonly (StepRun & { readonly phase: PhaseName })[];
  /** Ids of the steps that are not done. */
  readonly remaining: readonly string[];
  readonly verification: readonly Verified[];
  readonly backup?: Backup;
  readonly notes: readonly string[];
  /** Undefined when all is done. */
  readonly next?: PhaseName;
}

/**
 * Carries out a plan's phases up to `through`, from where earlier calls have stopped. Errors: NOT_REHEARSED, DRIFT, LOCK_TIMEOUT,
 * CONFIRMATION_REQUIRED, and what Postgres refuses; what was committed before is kept, and the next call goes on after it.
 */
export async function applyMigration(
  request: ApplyRequest,
  deps: Pick<Deps, "plans" | "session" | "neon">,
  call: Call,
): Promise<Applied> {
  const { signal } = call;
  const { plan, proof, target, open } = await openMigration(request, deps, signal);
  const looked = await look();
  const { phases } = looked;
  if (phases.length === 0) return resultOf(looked, [], [], undefined);
  await call.confirm({
    summary: applySummary(looked.standing, phases, looked.on, looked.backup.sentence),
    plan: {
      plan: plan.plan_id,
      target: looked.on,
      phases,
      backup: request.backup,
      position: positionOf(looked.standing),
    },
  });

  await using turn = await takeTurn(open, { plan, proof }, signal);
  const standing = standingOf(plan, await readLedger(turn.session));
  checkUnmoved(looked.standing, standing);
  const backup = await looked.backup.make?.(call);
  if (backup !== undefined) await markBackup(turn.session, plan.plan_id, backup.branch);
  const work = { plan, turn, call, connect: open };
  const done = await runPhases(work, standing, phases, proof);
  const after = standingOf(plan, await readLedger(turn.session));
  return resultOf({ ...looked, standing: after }, done.applied, done.verification, backup);

  /** Everything that can be said without changing anything. */
  async function look(): Promise<Looked> {
    await using session = await open();
    await awaitTurn(session, signal);
    const now = standingOf(plan, await readLedger(session));
    if (isUndoing(now)) throw beingUndone(plan);
    const wanted = phasesOf(now, request.through);
    if (wanted.length > 0) await checkDrift(session, now, proof);
    const place = { plan, on: session.target, target, made: now.row?.backup ?? null };
    return {
      standing: now,
      phases: wanted,
      on: session.target,
      backup: await planBackup(request.backup, place, deps, signal),
      notes: proof?.passed === true ? [] : ["This plan has not passed a rehearsal."],
    };
  }
}

interface Looked {
  readonly standing: Standing;
  readonly phases: readonly PhaseName[];
  readonly on: Target;
  readonly backup: BackupPlan;
  readonly notes: readonly string[];
}

/** Those that are not finished, up to the one that is asked for. */
function phasesOf({ plan, finished, next }: Standing, through = next): readonly PhaseName[] {
  if (through === undefined) return [];
  const last = phaseNames.indexOf(through);
  return plan.phases
    .slice(finished.length)
    .map(({ name }) => name)
    .filter((name) => phaseNames.indexOf(name) <= last);
}

interface Done {
  readonly applied: Applied["applied"];
  readonly verification: readonly Verified[];
}

async function runPhases(
  work: Work,
  standing: Standing,
  phases: readonly PhaseName[],
  proof: Proof | undefined,
): Promise<Done> {
  const { plan, turn } = work;
  const open = standing.steps.filter(
    ({ phase, row }) => phases.includes(phase) && row?.state !== "done",
  );
  const applied: (StepRun & { phase: PhaseName })[] = [];
  const verification: Verified[] = [];
  let finished = standing.row?.phases ?? {};
  let catalog: Catalog | undefined;
  for (const phase of plan.phases.filter(({ name }) => phases.includes(name))) {
    const steps = open.filter((each) => each.phase === phase.name);
    try {
      for (const step of steps) {
        const run = await carryOut(work, step, "forward", [applied.length, open.length]);
        applied.push({ ...run, phase: phase.name });
      }
    } catch (error) {
      // the next call compares with it; where the connection is gone it does without
      await markCatalog(turn.session, plan.plan_id).catch(() => {});
      throw error;
    }
    if (steps.length > 0) catalog = undefined;
    catalog ??= await markCatalog(turn.session, plan.plan_id);
    if (steps.length > 0) checkRehearsed(turn.session, standing, proof, phase.name, catalog);
    const answers = await verifyPhase(turn.session, phase, plan.plan_id);
    checkVerified(answers, phase, plan.plan_id);
    verification.push(...answers);
    finished = { ...finished, [phase.name]: fingerprintInAnyOrder(catalog) };
    await markPhases(turn.session, plan.plan_id, finished);
  }
  return { applied, verification };
}

function resultOf(
  { standing, on, notes }: Looked,
  applied: Applied["applied"],
  verification: readonly Verified[],
  backup: Backup | undefined,
): Applied {
  const { plan, steps, next } = standing;
  return {
    target: on,
    plan,
    applied,
    remaining: steps.flatMap(({ step, row }) => (row?.state === "done" ? [] : [step.id])),
    verification,
    notes,
    ...(backup === undefined ? {} : { backup }),
    ...(next === undefined ? {} : { next }),
  };
}

function beingUndone({ plan_id: id }: Plan): ToolError {
  return new ToolError(
    "UNAVAILABLE",
    `A rollback of plan \`${identifier(id)}\` was cut off in the middle.`,
    `Call rollback_migration with {"plan_id":${JSON.stringify(identifier(id))}}, which goes on with it; then apply the plan anew.`,
  );
}
