import { ToolError } from "./errors.ts";
import type { ComputeSize } from "./neon.ts";
import { COMPUTE, PLANS, PRICES_AS_OF, type PlanName } from "./neon-facts.ts";

export interface AskedSize {
  readonly min_cu?: number | undefined;
  readonly max_cu?: number | undefined;
  readonly suspend_seconds?: number | undefined;
}

/**
 * The size that a compute is to have, checked before Neon is asked: a refusal of its own names the limit and the day it was read. One end
 * of a range alone moves the other where they would cross. Throws INVALID_INPUT, or LIMIT where another plan allows it.
 */
export function checkSize(
  asked: AskedSize,
  now: ComputeSize,
  plan: PlanName | undefined,
): ComputeSize {
  const { min_cu: min, max_cu: max } = asked;
  const size = {
    minCu: min ?? Math.min(now.minCu, max ?? now.minCu),
    maxCu: max ?? Math.max(now.maxCu, min ?? now.maxCu),
    suspendSeconds: asked.suspend_seconds ?? now.suspendSeconds,
  };
  checkRange(size);
  checkPlan(size, plan);
  return size;
}

function checkRange({ minCu, maxCu, suspendSeconds }: ComputeSize): void {
  const { leastCu, mostCu, rangeCuMost, suspendSecondsMost } = COMPUTE;
  if (minCu < leastCu || maxCu > mostCu)
    throw invalid(
      `A compute has ${leastCu} to ${mostCu} CU.`,
      "Give `min_cu` and `max_cu` within that.",
    );
  if (minCu > maxCu)
    throw invalid(
      `A compute cannot range from ${minCu} to ${maxCu} CU.`,
      "Give `min_cu` the smaller of the two.",
    );
  if (maxCu - minCu > rangeCuMost)
    throw invalid(
      `Neon scales a compute over ${rangeCuMost} CU at most; ${minCu} to ${maxCu} CU are ${maxCu - minCu}.`,
      `Give \`min_cu\` at least ${maxCu - rangeCuMost}, or \`max_cu\` at most ${minCu + rangeCuMost}.`,
    );
  if (suspendSeconds > suspendSecondsMost || (suspendSeconds > 0 && suspendSeconds < 60))
    throw invalid(
      `A compute cannot suspend after ${suspendSeconds} s.`,
      `Give \`suspend_seconds\` 60 to ${suspendSecondsMost}, 0 for Neon's default (${COMPUTE.suspendSecondsDefault}) or -1 for never.`,
    );
}

/** What a plan does not allow; of an unknown plan what none allows. */
function checkPlan(
  { minCu, maxCu, suspendSeconds }: ComputeSize,
  given: PlanName | undefined,
): void {
  const plan = given ?? "scale";
  const facts = PLANS[plan];
  const beyond = (what: string, next: string): ToolError =>
    new ToolError(
      "LIMIT",
      `${what} ${given === undefined ? "on any plan" : `on the ${plan} plan`} (as of ${PRICES_AS_OF}).`,
      next,
    );
  const most = minCu === maxCu ? facts.fixedCuMost : facts.autoscalingCuMost;
  if (maxCu > most)
    throw beyond(
      minCu === maxCu
        ? `A compute of a fixed size has at most ${most} CU`
        : `A compute that scales has at most ${most} CU`,
      minCu < maxCu && maxCu <= facts.fixedCuMost
        ? `Give \`max_cu\` at most ${most}, or \`min_cu\` ${maxCu} as well: a fixed size.`
        : `Give \`max_cu\` at most ${most}, or ask the user to change the plan.`,
    );
  if (suspendSeconds === -1 && !facts.mayDisableSuspend)
    throw beyond("A compute cannot stay awake for good", "Leave out `suspend_seconds`.");
  const isOther = suspendSeconds > 0 && suspendSeconds !== COMPUTE.suspendSecondsDefault;
  if (given !== undefined && isOther && suspendSeconds < facts.suspendSecondsLeast)
    throw beyond(
      `A compute suspends after ${facts.suspendSecondsLeast} s at the earliest`,
      `Give \`suspend_seconds\` at least ${facts.suspendSecondsLeast}.`,
    );
}

const invalid = (what: string, next: string): ToolError =>
  new ToolError("INVALID_INPUT", what, next);
