import { ToolError } from "../../core/errors.ts";
import { identifier } from "../../core/identifier.ts";
import type { Plan } from "../../core/migration.ts";
import type { Session } from "../../core/session.ts";
import type { Call } from "../../core/tool.ts";
import { journalOf } from "./journal.ts";
import { readLedger, type StepRow } from "./ledger.ts";
import { runStep } from "./run-step.ts";
import type { StandingStep } from "./standing.ts";
import type { Direction, StepRun } from "./step-run.ts";
import type { Turn } from "./turn.ts";

/** Together with the pauses in between a minute or so. */
const ATTEMPTS = 10;
/** A compute that sleeps or moves is back after the first; one that never is stays UNAVAILABLE. */
const LOSSES = 3;

export interface Work {
  readonly plan: Plan;
  readonly turn: Turn;
  readonly call: Pick<Call, "signal" | "progress">;
  /** Another session on the same database. */
  readonly connect: () => Promise<Session>;
}

/**
 * Runs one step with the ledger, on a new connection where the old one is lost: what the lost one had committed is in the ledger. `at` of
 * `total` is for the progress.
 */
export async function carryOut(
  { plan, turn, call, connect }: Work,
  { phase, step, row: known }: StandingStep,
  direction: Direction,
  [at, total]: readonly [at: number, total: number],
): Promise<StepRun> {
  const { signal } = call;
  const started = performance.now();
  const progress = risingFrom(call, at, total);
  progress(0, `${direction === "forward" ? "Applying" : "Rolling back"} ${step.id}`);
  let row = known;
  for (let losses = 0; ; losses++) {
    try {
      return await runStep(turn.session, step, direction, {
        signal,
        progress,
        lockTimeoutMs: plan.lock_timeout_ms,
        attempts: ATTEMPTS,
        connect,
        journal: journalOf({ planId: plan.plan_id, phase, step: step.id, row }, direction),
      });
    } catch (error) {
      if (signal.aborted || losses === LOSSES || !(await turn.isLost()))
        throw failed(error, plan, step.id, direction);
      progress(0, `The connection was lost in ${step.id}; connecting again`);
      await turn.renew().catch((again: unknown) => {
        throw failed(again, plan, step.id, direction);
      });
      row = await rowOf(turn.session, plan.plan_id, step.id);
      if (row?.state === (direction === "forward" ? "done" : "undone"))
        return { id: step.id, durationMs: Math.round(performance.now() - started), attempts: 1 };
    }
  }
}

async function rowOf(session: Session, planId: string, step: string): Promise<StepRow | undefined> {
  const { steps } = await readLedger(session);
  return steps.find((row) => row.planId === planId && row.step === step);
}

/** A step's own progress as a fraction of one, so that the numbers of the whole call rise. */
function risingFrom(call: Work["call"], at: number, total: number): Call["progress"] {
  let shown = at;
  return (done, message, of) => {
    const fraction = of === undefined || of === 0 ? 0 : Math.min(0.99, done / of);
    shown = Math.max(shown + 1e-6, at + fraction);
    call.progress(shown, message, total);
  };
}

function failed(error: unknown, plan: Plan, step: string, direction: Direction): unknown {
  if (!(error instanceof ToolError) || error.message.includes(`\`${step}\``)) return error;
  const { code, message, sqlstate, quoted } = error;
  const id = JSON.stringify(identifier(plan.plan_id));
  const [what, next] =
    direction === "forward"
      ? ["Step", `or go back with rollback_migration {"plan_id":${id}}`]
      : ["The rollback of step", `migration_status {"plan_id":${id}} shows what is left`];
  return new ToolError(
    code,
    `${what} \`${identifier(step)}\` stopped: ${message} The steps before it are kept.`,
    `Remove the cause and repeat the call, which goes on with this step; ${next}.`,
    {
      ...(sqlstate === undefined ? {} : { sqlstate }),
      ...(quoted === undefined ? {} : { quoted }),
      cause: error,
    },
  );
}
