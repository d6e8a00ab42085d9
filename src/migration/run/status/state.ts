import { identifier } from "../../../core/identifier.ts";
import type { Plan, Proof } from "../../../core/migration.ts";
import { isTouched, type Standing } from "../standing.ts";

/** Where a plan stands, in a few words, and the call that leads on. */
export interface PlanState {
  readonly state: string;
  readonly next: string;
}

/** `drift`: what differs from the schema that the plan was made for, undefined where nothing does. */
export function stateOf(
  standing: Standing,
  proof: Proof | undefined,
  workingPid: number | undefined,
  drift: string | undefined,
): PlanState {
  const { plan, row, steps, finished, next } = standing;
  const call = callOf(plan);
  if (plan.questions.length > 0)
    return {
      state: `${plan.questions.length} open questions`,
      next: "Call plan_migration again with the answers in `hints`.",
    };
  if (workingPid !== undefined && row?.worker === workingPid)
    return {
      state: `being worked on by pid ${workingPid} since ${row.workerSince ?? "?"}`,
      next: "Call migration_status again when it has ended.",
    };
  const undoing = steps.find(({ row: of }) => of?.state === "undoing");
  const touched = steps.filter(isTouched);
  const back = steps.some(({ row: of }) => of?.state === "undone");
  if (undoing !== undefined)
    return {
      state: `rollback cut off in ${undoing.step.id}`,
      next: call("rollback_migration", "which goes on with it"),
    };
  const begun = steps.find(({ row: of }) => of?.state === "begun");
  if (begun !== undefined) {
    const { batches = 0, changed = 0 } = begun.row?.position ?? {};
    const far =
      batches === 0
        ? ""
        : ` after ${batches} ${batches === 1 ? "batch" : "batches"} (${changed} rows changed)`;
    return {
      state: `cut off in ${begun.step.id}${far}`,
      next: `${call("apply_migration", "which goes on with it")}, or rollback_migration to go back`,
    };
  }
  if (next === undefined) return { state: "done", next: "Nothing is left to do." };
  if (touched.length > 0) {
    const where =
      finished.length === 0 ? `${touched.length} steps done` : `${finished.join(", ")} done`;
    return {
      state: where,
      next: `${call("apply_migration", `for phase ${next}`)}, or rollback_migration to go back`,
    };
  }
  const was = back ? "rolled back, " : "";
  if (drift !== undefined)
    return {
      state: `${was}made for another schema than there is now`,
      next: "plan_migration makes it anew, if it is still wanted.",
    };
  if (proof === undefined)
    return {
      state: `${was}planned`,
      next: call(
        "rehearse_migration",
        undefined,
        plan.target.deployment === "url" ? "shadow" : "branch",
      ),
    };
  return proof.passed
    ? {
        state: `${was}rehearsed on a ${proof.on}`,
        next: call("apply_migration", `for phase ${next}`),
      }
    : {
        state: `${was}failed its rehearsal`,
        next: "Change what rehearse_migration named, and call plan_migration again.",
      };
}

const callOf =
  ({ plan_id: id }: Plan) =>
  (tool: string, what?: string, on?: string): string => {
    const input = JSON.stringify({ plan_id: identifier(id), ...(on === undefined ? {} : { on }) });
    return `Call ${tool} with ${input}${what === undefined ? "" : `, ${what}`}`;
  };
