import type { DataId, Point } from "../../engine.ts";
import type { Control } from "../control.ts";
import { now, removeBranch, update } from "../state/changes.ts";
import type { Branch, Change, Contents } from "../state/types.ts";
import { adopt } from "./contents.ts";
import type { Step } from "./jobs.ts";

export interface CopyPlan {
  readonly branchId: string;
  readonly from: DataId;
  readonly at?: Point | undefined;
  readonly schemaOnly?: boolean;
  /** Roles and databases that the API then knows. */
  readonly contents: Contents;
  /** Whether the roles in the copy may differ from those. */
  readonly adopts: boolean;
  /** A compute that was needed on the copy may go on. */
  readonly staysAwake: boolean;
  /** More that changes when the copy is there. */
  readonly change?: (branch: Branch) => Branch;
}

/** Gives a branch data of its own, copied from other data. */
export const copyStep = (control: Control, plan: CopyPlan): Step => ({
  action: "create_branch",
  async run({ signal, mayBeGarbage }) {
    const { engine } = control;
    const { from, at, schemaOnly = false } = plan;
    const request = { from, schemaOnly, signal, ...(at === undefined ? {} : { at }) };
    const { data, lsn, time } = await engine.copy(request);
    mayBeGarbage(data);
    const contents = plan.adopts ? await adopt(engine.compute(data), plan.contents) : plan.contents;
    if (plan.adopts && !plan.staysAwake) await engine.compute(data).suspend();
    const { roles, databases } = contents;
    const origin = { lsn, time: time.toISOString() };
    return update("branches", plan.branchId, (row) => {
      // What it was is garbage, unless another branch has taken it.
      if (row.data !== undefined) mayBeGarbage(row.data);
      const copied = { ...row, data, origin, roles, databases };
      return plan.change?.(copied) ?? copied;
    });
  },
});

/** A branch without data does not exist; one with data can be used. */
export const readyOrGone =
  (id: string): Change =>
  (state) => {
    if (state.branches[id]?.data === undefined) return removeBranch(id)(state);
    const ready = { state: "ready" as const, stateChangedAt: now(), updatedAt: now() };
    return update("branches", id, (row) => ({ ...row, ...ready }))(state);
  };
