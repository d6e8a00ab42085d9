import { ToolError } from "../../core/errors.ts";
import { identifier } from "../../core/identifier.ts";
import type { PhaseName, Plan, Step } from "../../core/migration.ts";
import type { Ledger, PlanRow, StepRow } from "./ledger.ts";

/** A step of the plan and what the ledger knows of it. */
export interface StandingStep {
  readonly phase: PhaseName;
  readonly step: Step;
  readonly row: StepRow | undefined;
}

/** How far a plan has come on a target. */
export interface Standing {
  readonly plan: Plan;
  readonly row: PlanRow | undefined;
  /** In the plan's order. */
  readonly steps: readonly StandingStep[];
  /** Phases of which all is done and verified, in order. */
  readonly finished: readonly PhaseName[];
  /** The first phase that is not. */
  readonly next: PhaseName | undefined;
}

export function standingOf(plan: Plan, ledger: Ledger): Standing {
  const rows = new Map(
    ledger.steps.filter(({ planId }) => planId === plan.plan_id).map((row) => [row.step, row]),
  );
  const row = ledger.plans.find(({ planId }) => planId === plan.plan_id);
  const steps = plan.phases.flatMap(({ name: phase, steps: of }) =>
    of.map((step) => ({ phase, step, row: rows.get(step.id) })),
  );
  const open = plan.phases.findIndex(
    ({ name }) =>
      row?.phases[name] === undefined ||
      steps.some((each) => each.phase === name && each.row?.state !== "done"),
  );
  const finished = plan.phases.slice(0, open === -1 ? undefined : open).map(({ name }) => name);
  return { plan, row, steps, finished, next: plan.phases[finished.length]?.name };
}

/** Done, or done in part: what a rollback has to take back. */
export const isTouched = ({ row }: StandingStep): boolean =>
  row !== undefined && row.state !== "undone";

/** Cut off in the middle of a rollback. */
export const isUndoing = ({ steps }: Standing): boolean =>
  steps.some(({ row }) => row?.state === "undoing");

/** Throws UNAVAILABLE where another call has worked on the plan since it was agreed to. */
export function checkUnmoved(agreed: Standing, now: Standing): void {
  if (JSON.stringify(positionOf(agreed)) === JSON.stringify(positionOf(now))) return;
  throw new ToolError(
    "UNAVAILABLE",
    `Another call has moved plan \`${identifier(now.plan.plan_id)}\` on while this one was agreed to; nothing was changed.`,
    "Repeat the call.",
  );
}

/** What the agreement to a change depends on: any further step, and it is void. */
export const positionOf = ({ steps, row }: Standing): unknown => ({
  steps: steps.flatMap(({ step, row: of }) =>
    of === undefined ? [] : [[step.id, of.state, of.position.parts, of.position.batches]],
  ),
  phases: Object.keys(row?.phases ?? {}),
});
