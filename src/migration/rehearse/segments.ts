import type { PhaseName, Plan, Step, Verification } from "../../core/migration.ts";

/** The end of a phase: what has to be true then. */
export interface PhaseEnd {
  readonly phase: PhaseName;
  readonly verification: readonly Verification[];
  readonly oldApplication: "works" | "breaks";
}

/** A step and where it stands in its plan. */
export interface PlacedStep {
  readonly step: Step;
  readonly phase: PhaseName;
  /** From 1, over all phases. */
  readonly number: number;
  /** Phases that end with it: its own where it is the last one, and those after it that have no steps. */
  readonly ends: readonly PhaseEnd[];
}

/** Steps that lead back together, or one that nothing takes back. */
export interface Segment {
  readonly steps: readonly PlacedStep[];
  readonly reversible: boolean;
}

/** All steps in order. Phases without steps before the first one are in `leading`. */
export function placeSteps({ phases }: Plan): {
  readonly leading: readonly PhaseEnd[];
  readonly steps: readonly PlacedStep[];
} {
  const leading: PhaseEnd[] = [];
  const steps: (PlacedStep & { ends: PhaseEnd[] })[] = [];
  for (const { name: phase, steps: own, verification, old_application: oldApplication } of phases) {
    for (const step of own) steps.push({ step, phase, number: steps.length + 1, ends: [] });
    (steps.at(-1)?.ends ?? leading).push({ phase, verification, oldApplication });
  }
  return { leading, steps };
}

export function segmentsOf(steps: readonly PlacedStep[]): Segment[] {
  const segments: Segment[] = [];
  let open: PlacedStep[] = [];
  for (const placed of steps) {
    if (placed.step.irreversible !== true) {
      open.push(placed);
      continue;
    }
    if (open.length > 0) segments.push({ steps: open, reversible: true });
    segments.push({ steps: [placed], reversible: false });
    open = [];
  }
  if (open.length > 0) segments.push({ steps: open, reversible: true });
  return segments;
}

/** Plans with more steps are looked at after phases and a sample of the steps. */
const EVERY_STEP = 12;
const SAMPLE = 6;

/** Numbers of the steps after which the database is compared on the way back. */
export function checkpoints(steps: readonly PlacedStep[], on: "shadow" | "branch"): Set<number> {
  const every = on === "shadow" && steps.length <= EVERY_STEP;
  const stride = Math.ceil(steps.length / SAMPLE);
  return new Set(
    steps
      .filter(
        ({ ends, number }) =>
          every || ends.length > 0 || (on === "shadow" && number % stride === 0),
      )
      .map(({ number }) => number),
  );
}
