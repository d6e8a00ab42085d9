import { ToolError } from "../../core/errors.ts";
import type { Plan, Step } from "../../core/migration.ts";
import type { Progress } from "../../core/neon.ts";
import type { Direction, RunOptions } from "../run/step-run.ts";
import { failureOf } from "./failure-of.ts";
import type { KeptColumns } from "./kept-columns.ts";
import { readMoment, runObserved, type Moment, type ObservedStep } from "./observed-step.ts";
import type { OldApplication } from "./old-application.ts";
import type { Place } from "./place.ts";
import type { Findings } from "./report.ts";
import { readNextState, readState, type State } from "./state.ts";

/** A plan on its way through a place. */
export interface Walk {
  readonly plan: Plan;
  readonly place: Place;
  readonly old: OldApplication;
  readonly call: Progress;
  readonly findings: Findings;
  /** What is declared to stay is not compared. */
  readonly kept: KeptColumns;
  /** Tables whose values another run of the plan makes anew. */
  readonly chance: ReadonlySet<string>;
}

/** A step did not come to its end: why, is among the findings. */
export class Stopped extends Error {
  override readonly name = "Stopped";
}

/** Where the walk is. */
export interface Cursor {
  state: State;
  /** Tables that were written to since. */
  readonly written: Set<string>;
  /** Right before the next step. */
  moment: Moment;
  /** Before the plan. */
  readonly first: Moment;
}

export async function begin({ place, kept }: Walk): Promise<Cursor> {
  const state = await readState(place.session, kept);
  const moment = await readMoment(place.session);
  return { state, written: new Set(), moment, first: moment };
}

/** Looks at what has changed since the last time. */
export async function look({ place, kept }: Walk, cursor: Cursor): Promise<State> {
  cursor.state = await readNextState(place.session, cursor.state, cursor.written, kept);
  cursor.written.clear();
  return cursor.state;
}

/** Tries of a step in a place where nobody else is. */
const ATTEMPTS = 2;

/** Rows of a batch where there are few: a backfill is more than one batch, and not many. */
const SHADOW_BATCH = 64;

/** Throws `Stopped` where Postgres refuses the step. */
export async function execute(
  walk: Walk,
  cursor: Cursor,
  step: Step,
  direction: Direction,
): Promise<ObservedStep> {
  const { plan, place, call, findings } = walk;
  const options: RunOptions = {
    signal: call.signal,
    progress: () => {},
    lockTimeoutMs: plan.lock_timeout_ms,
    attempts: ATTEMPTS,
  };
  try {
    const { seen, after } = await runObserved(
      place,
      rehearsed(step, place),
      direction,
      { before: cursor.moment, first: cursor.first },
      options,
    );
    cursor.moment = after;
    seen.written.forEach((table) => cursor.written.add(table));
    return seen;
  } catch (error) {
    if (!(error instanceof ToolError) || error.code === "CANCELLED") throw error;
    findings.failures.push(failureOf(step, direction, error));
    throw new Stopped(step.id);
  }
}

/** The statements are the plan's; nobody is there for whom a backfill has to pause. */
function rehearsed(step: Step, { on }: Place): Step {
  if (step.batch === undefined) return step;
  const size = on === "shadow" ? SHADOW_BATCH : step.batch.size;
  return { ...step, batch: { ...step.batch, size, pause_ms: 0 } };
}
