import type { Deps } from "../../core/deps.ts";
import { ToolError } from "../../core/errors.ts";
import { identifier } from "../../core/identifier.ts";
import { type PhaseName, phaseNames, type Plan } from "../../core/migration.ts";
import type { Session } from "../../core/session.ts";
import type { Target } from "../../core/target.ts";
import type { Call } from "../../core/tool.ts";
import { fingerprintInAnyOrder, readTargetCatalog } from "../catalog.ts";
import { placeOf } from "./apply-summary.ts";
import { carryOut } from "./carry-out.ts";
import { differenceFromPlan } from "./drift.ts";
import { type PlanRow, readLedger } from "./ledger.ts";
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
  const { plan, open } = await openMigration(request, deps, signal);
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

  await using turn = await takeTurn(open, plan, signal);
  const standing = standingOf(plan, await readLedger(turn.session));
  checkUnmoved(before.standing, standing);
  await markPhases(turn.session, plan.plan_id, keptOf(standing, request.to), true);
  const rolledBack: StepRun[] = [];
  const work = { plan, turn, call, connect: open };
  try {
    for (const step of steps)
      rolledBack.push(await carryOut(work, step, "back", [rolledBack.length, steps.length]));
  } finally {
    await markCatalog(turn.session, plan.plan_id).catch(() => {});
  }
  return await resultOn(turn.session, rolledBack);

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

const keptOf = ({ row }: Standing, to: PhaseName | undefined): PlanRow["phases"] =>
  Object.fromEntries(
    Object.entries(row?.phases ?? {}).filter(([phase]) => isKept(phase as PhaseName, to)),
  );

const isKept = (phase: PhaseName, to: PhaseName | undefined): boolean =>
  to !== undefined && phaseNames.indexOf(phase) <= phaseNames.indexOf(to);

/** The last one first. */
function toUndo(standing: Standing, to: PhaseName | undefined): readonly StandingStep[] {
  const steps = standing.steps
    .filter((each) => isTouched(each) && !isKept(each.phase, to))
    .toReversed();
  const forGood = steps.find(({ step, row }) => step.irreversible === true && row !== undefined);
  if (forGood !== undefined) throw noWayBack(standing, forGood);
  return steps;
}

function noWayBack({ plan, row }: Standing, { step, phase }: StandingStep): ToolError {
  const before = plan.phases.filter(
    ({ name }) => phaseNames.indexOf(name) < phaseNames.indexOf(phase),
  );
  const backup = row?.backup ?? undefined;
  return new ToolError(
    "UNSUPPORTED",
    `Step \`${identifier(step.id)}\` is done, and no rollback leads back over it: what it removed is gone.`,
    backup === undefined
      ? `There is no backup branch. ${before.length === 0 ? "" : `restore_branch brings a branch back to a moment before it, with all that was written since lost there; `}plan_migration makes a plan for the way on.`
      : `Branch \`${identifier(backup)}\` holds what was there before the first step: read from it, or have restore_branch bring the branch back to a moment before, which loses what was written since.`,
    plan.irreversible.length === 0 ? {} : { quoted: plan.irreversible.join("\n") },
  );
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
