import type { Step } from "../../core/migration.ts";
import { atEndOfPhases } from "./end-of-phase.ts";
import { begin, execute, look, Stopped, type Cursor, type Walk } from "./run-steps.ts";
import { checkpoints, placeSteps, segmentsOf, type PlacedStep, type Segment } from "./segments.ts";
import {
  compareStates,
  described,
  isSame,
  type State,
  type StateDifference,
  type Tolerance,
} from "./state.ts";

/**
 * Goes through the plan: forward, back to the beginning, forward again. On the way back the database is compared with what it was at the
 * same point on the way there: where every rollback leads exactly to the state before its step, every prefix of the plan leads back to
 * the beginning. Returns the state at the end. Throws `Stopped` where it cannot go on.
 */
export async function walkThrough(walk: Walk): Promise<State> {
  const { plan, place, findings } = walk;
  const { leading, steps } = placeSteps(plan);
  const looked = checkpoints(steps, place.on);
  if (looked.size < steps.length)
    findings.notes.push(
      `Rollbacks were compared after ${looked.size} of ${steps.length} steps: ends of phases${place.on === "shadow" ? " and a sample" : ""}.`,
    );
  const cursor = await begin(walk);
  await atEndOfPhases(walk, leading, cursor.state);
  for (const segment of segmentsOf(steps)) {
    if (segment.reversible) await thereAndBack(walk, cursor, segment, looked);
    else {
      for (const placed of segment.steps) {
        findings.excluded.push(placed.step.id);
        await forward(walk, cursor, placed);
        await arrive(walk, cursor, placed);
      }
    }
  }
  return cursor.state;
}

/** A step for the first time. */
async function forward(walk: Walk, cursor: Cursor, placed: PlacedStep): Promise<void> {
  const { call, findings, plan } = walk;
  const { step, number } = placed;
  const total = plan.phases.reduce((sum, { steps }) => sum + steps.length, 0);
  call.progress(number, `${step.id}: ${step.purpose}`, total);
  const seen = await execute(walk, cursor, step, "forward");
  findings.steps.push({
    id: step.id,
    duration_ms: seen.durationMs,
    locks: seen.locks,
    rewrote: seen.rewrote,
    wal_bytes: seen.walBytes,
    ...(seen.batches === undefined ? {} : { batches: seen.batches }),
  });
  for (const what of seen.beyond)
    findings.failures.push({
      step: step.id,
      what,
      change: "Divide the step, or plan it with the lock that it takes.",
    });
  const unsaid = seen.rewrote.filter(() => !step.rewrites);
  if (unsaid.length > 0)
    findings.failures.push({
      step: step.id,
      what: `it rewrites ${unsaid.join(", ")}, and the plan says that it rewrites nothing`,
      change: "Choose a form of the change that rewrites nothing, or plan it as a rewrite.",
    });
}

async function arrive(walk: Walk, cursor: Cursor, placed: PlacedStep): Promise<State> {
  const state = await look(walk, cursor);
  const { fingerprint } = state;
  walk.findings.stepFingerprints.push({ step: placed.step.id, fingerprint });
  await atEndOfPhases(walk, placed.ends, state);
  return state;
}

async function thereAndBack(
  walk: Walk,
  cursor: Cursor,
  { steps }: Segment,
  looked: ReadonlySet<number>,
): Promise<void> {
  const { findings } = walk;
  const began = cursor.state;
  const first = steps[0]?.number ?? 1;
  const states = new Map<number, State>([[first - 1, began]]);
  for (const placed of steps) {
    await forward(walk, cursor, placed);
    // the end is what the second run is compared with
    if (!looked.has(placed.number) && placed !== steps.at(-1)) continue;
    states.set(placed.number, await arrive(walk, cursor, placed));
  }
  const end = cursor.state;
  const strayed = await backToBeginning(walk, cursor, steps, states);
  await again(walk, cursor, steps, { states, strayed });
  const difference = compareStates(await look(walk, cursor), end, { counted: walk.chance });
  const same = isSame(difference);
  findings.appliedAgain = same && findings.appliedAgain !== false;
  if (!same)
    findings.failures.push({
      what: `after a rollback the plan leads to another result: ${described(difference)}`,
      change: "Have each rollback take back all that its step did.",
    });
}

/** Returns the numbers of the steps after which the database was another one on the way back, though the way led to the beginning. */
async function backToBeginning(
  walk: Walk,
  cursor: Cursor,
  steps: readonly PlacedStep[],
  states: ReadonlyMap<number, State>,
): Promise<Set<number>> {
  const { findings } = walk;
  const strayed = new Set<number>();
  const tolerance = toleranceOf(steps);
  let wrong: Step | undefined;
  for (const { step, number } of steps.toReversed()) {
    await execute(walk, cursor, step, "back");
    const wanted = states.get(number - 1);
    if (wanted === undefined) continue;
    if (isSame(compareStates(await look(walk, cursor), wanted, tolerance))) wrong = undefined;
    else {
      strayed.add(number - 1);
      wrong ??= step;
    }
  }
  const began = states.get((steps[0]?.number ?? 1) - 1) ?? cursor.state;
  const difference = compareStates(cursor.state, began, tolerance);
  const same = isSame(difference);
  findings.rollback = {
    executed: steps.length + (findings.rollback?.executed ?? 0),
    catalog_equal: difference.schema.length === 0 && findings.rollback?.catalog_equal !== false,
    rows_equal: difference.rows.length === 0 && findings.rollback?.rows_equal !== false,
    ...(same ? {} : { difference: described(difference) }),
  };
  if (difference.reordered.length > 0)
    findings.notes.push(
      `After the rollback columns are in another order in ${difference.reordered.join(", ")}; \`SELECT *\` shows it.`,
    );
  if (!same) throw wrongRollback(walk, wrong, difference);
  return strayed;
}

/** What was added before a step that nothing takes back may have been validated after it. */
const toleranceOf = ([first]: readonly PlacedStep[]): Tolerance => ({
  validated: first !== undefined && first.number > 1,
});

interface Seen {
  readonly states: ReadonlyMap<number, State>;
  readonly strayed: ReadonlySet<number>;
}

/**
 * Forward again. Where a step with nothing to take back had made the way back another one, the way back is taken from right there, to
 * the last point at which it was the same.
 */
async function again(
  walk: Walk,
  cursor: Cursor,
  steps: readonly PlacedStep[],
  { states, strayed }: Seen,
): Promise<void> {
  for (const [index, { step, number }] of steps.entries()) {
    await execute(walk, cursor, step, "forward");
    if (!strayed.has(number)) continue;
    const part = steps.slice(0, index + 1);
    const isKnown = ({ number: at }: PlacedStep): boolean =>
      states.has(at - 1) && !strayed.has(at - 1);
    const from = Math.max(part.findLastIndex(isKnown), 0);
    const some = part.slice(from);
    for (const placed of some.toReversed()) await execute(walk, cursor, placed.step, "back");
    const wanted = states.get((some[0]?.number ?? 1) - 1);
    const now = await look(walk, cursor);
    // at the beginning nothing of this run is left; in between nothing takes a validation back
    const tolerance = from === 0 ? toleranceOf(steps) : { counted: walk.chance, validated: true };
    const difference = wanted === undefined ? undefined : compareStates(now, wanted, tolerance);
    if (difference !== undefined && !isSame(difference))
      throw wrongRollback(walk, step, difference);
    for (const placed of some) await execute(walk, cursor, placed.step, "forward");
  }
}

/** From here on nothing is what the plan was made for. */
function wrongRollback(
  { findings }: Walk,
  step: Step | undefined,
  difference: StateDifference,
): Stopped {
  findings.failures.push({
    ...(step === undefined ? {} : { step: step.id }),
    what: "its rollback does not lead back to what was before",
    change: "Have the rollback restore exactly this, or declare the step irreversible.",
    quoted: described(difference),
  });
  return new Stopped(step?.id);
}
