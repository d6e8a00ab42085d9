import type { Deps } from "../../core/deps.ts";
import { ToolError } from "../../core/errors.ts";
import { identifier } from "../../core/identifier.ts";
import { type Phase, type PhaseName, phaseNames, type Plan } from "../../core/migration.ts";
import type { Session } from "../../core/session.ts";
import type { Target } from "../../core/target.ts";
import type { Call } from "../../core/tool.ts";
import { fingerprintInAnyOrder, readTargetCatalog } from "../catalog.ts";
import { placeOf } from "./apply-summary.ts";
import { carryOut } from "./carry-out.ts";
import { differenceFromPlan } from "./drift.ts";
import { readLedger } from "./ledger.ts";
import { markCatalog, markPhases } from "./marks.ts";
import { openMigration, type MigrationRequest } from "./open-migration.ts";
import {
  checkUnmoved,
  isTouched,
  positionOf,
  type Standing,
  type StandingStep,
  standingOf,
} from "./standing.ts";
import type { StepRun } from "./step-run.ts";
import { awaitTurn, takeTurn } from "./turn.ts";

export interface RollbackRequest extends MigrationRequest {
  /** The phase that stays; everything after it is undone. Default: nothing stays. */
  readonly to?: PhaseName | undefined;
}

export interface RolledBack {
  readonly target: Target;
  readonly plan: Plan;
  readonly rolledBack: readonly StepRun[];
  /** Ids of the steps that are still done. */
  readonly remaining: readonly string[];
  /** Undefined where nobody knows what the schema was at this point. */
  readonly catalogEqual?: boolean;
  readonly difference?: string;
}

/**
 * Takes back a plan's steps, the last one first, and compares the schema with what it was. Errors: UNSUPPORTED past a step that nothing
 * leads back over, with the way by the backup; those of `applyMigration` but DRIFT.
 */
export async function rollbackMigration(
  request: RollbackRequest,
  deps: Pick<Deps, "plans" | "session">,
  call: Call,
): Promise<RolledBack> {
  const { signal } = call;
  const { plan, proof, open } = await openMigration(request, deps, signal);
  const before = await look();
  const steps = toUndo(before.standing, request.to);
  if (steps.length === 0) return before;
  await call.confirm({
    summary: summaryOf(before.standing, steps, before.target, request.to),
    plan: {
      plan: plan.plan_id,
      target: before.target,
      to: request.to,
      position: positionOf(before.standing),
    },
  });

  await using turn = await takeTurn(open, { plan, proof }, signal);
  const standing = standingOf(plan, await readLedger(turn.session));
  checkUnmoved(before.standing, standing);
  const rolledBack: StepRun[] = [];
  const work = { plan, turn, call, connect: open };
  let phase: PhaseName | undefined;
  try {
    for (const step of steps) {
      // one at a time: what an apply finds that goes on after a kill is the end of the phase that it verifies anew
      if (step.phase !== phase) await mark(({ name }) => isBefore(name, step.phase));
      phase = step.phase;
      rolledBack.push(await carryOut(work, step, "back", [rolledBack.length, steps.length]));
    }
    await mark(({ name }) => isKept(name, request.to));
  } finally {
    await markCatalog(turn.session, plan.plan_id).catch(() => {});
  }
  return await resultOn(turn.session, rolledBack);

  async function mark(stays: (phase: Phase) => boolean): Promise<void> {
    const done = standing.row?.phases ?? {};
    const left = plan.phases.filter(stays).map(({ name }) => [name, done[name]] as const);
    await markPhases(turn.session, plan.plan_id, Object.fromEntries(left), true);
  }

  // what is returned is awaited, because the session ends with the block
  async function look(): Promise<RolledBack & { readonly standing: Standing }> {
    await using session = await open();
    await awaitTurn(session, signal);
    return await resultOn(session, []);
  }

  async function resultOn(
    session: Session,
    rolledBack: readonly StepRun[],
  ): Promise<RolledBack & { readonly standing: Standing }> {
    const standing = standingOf(plan, await readLedger(session));
    const left = standing.steps.filter(isTouched);
    return {
      standing,
      target: session.target,
      plan,
      rolledBack,
      remaining: left.map(({ step }) => step.id),
      ...(await compare(session, standing, left)),
    };
  }
}

/** With the schema that was there when the same steps were done before; the order of columns does not count. */
async function compare(
  session: Session,
  { plan, row }: Standing,
  left: readonly StandingStep[],
): Promise<Pick<RolledBack, "catalogEqual" | "difference">> {
  const now = await readTargetCatalog(session);
  const last = left.at(-1);
  if (last === undefined) {
    const difference = differenceFromPlan(plan, now);
    return difference === undefined
      ? { catalogEqual: true }
      : { catalogEqual: false, ...(difference === "" ? {} : { difference }) };
  }
  const ends = plan.phases.some(({ steps }) => steps.at(-1)?.id === last.step.id);
  const wanted = ends ? row?.phases[last.phase] : undefined;
  return wanted === undefined ? {} : { catalogEqual: fingerprintInAnyOrder(now) === wanted };
}

const isKept = (phase: PhaseName, to: PhaseName | undefined): boolean =>
  to !== undefined && !isBefore(to, phase);

const isBefore = (one: PhaseName, other: PhaseName): boolean =>
  phaseNames.indexOf(one) < phaseNames.indexOf(other);

/** The last one first. */
function toUndo(standing: Standing, to: PhaseName | undefined): readonly StandingStep[] {
  const steps = standing.steps
    .filter((each) => isTouched(each) && !isKept(each.phase, to))
    .toReversed();
  const forGood = steps.find(({ step, row }) => step.irreversible === true && row !== undefined);
  if (forGood !== undefined) throw noWayBack(standing, forGood);
  return steps;
}

function noWayBack({ plan, row }: Standing, { step }: StandingStep): ToolError {
  return new ToolError(
    "UNSUPPORTED",
    `Step \`${identifier(step.id)}\` is done, and no rollback leads back over it: what it removed is gone.`,
    wayBy(plan.target.deployment, row?.backup ?? undefined),
    plan.irreversible.length === 0 ? {} : { quoted: plan.irreversible.join("\n") },
  );
}

/** What is left where no rollback leads. */
function wayBy(deployment: Target["deployment"], backup: string | undefined): string {
  if (backup !== undefined)
    return `Branch \`${identifier(backup)}\` holds what was there before the first step: read from it, or have restore_branch bring the branch back to a moment before, which loses what was written since.`;
  const lost = "which loses what was written since; plan_migration makes a plan for the way on.";
  return deployment === "url"
    ? `A person can restore the database from a backup of before it, ${lost}`
    : `There is no backup branch. restore_branch brings a branch back to a moment before it, ${lost}`;
}

function summaryOf(
  { plan }: Standing,
  steps: readonly StandingStep[],
  on: Target,
  to: PhaseName | undefined,
): string {
  const ids = steps.map(({ step }) => step.id).join(", ");
  return [
    `Roll plan \`${identifier(plan.name)}\` (${identifier(plan.plan_id)}) back on ${placeOf(on)}, ${to === undefined ? "all of it" : `as far as after phase ${to}`}.`,
    `${steps.length} steps are undone: ${ids}.`,
    "What was written only into columns and tables that they made is lost; an application that uses them breaks.",
  ].join(" ");
}
