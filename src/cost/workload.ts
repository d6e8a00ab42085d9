import { BILLING, PLANS, type PlanName } from "../core/neon-facts.ts";
import type { Needs } from "./fit.ts";
import { scaled } from "./money.ts";
import { DIGITS, gbMonths, NOTHING, ONE, type Usage } from "./usage.ts";

/** A month as somebody describes it. */
export interface Workload {
  readonly plan: PlanName;
  /** Hours in which computes run. */
  readonly compute_hours: number;
  /** Their average size. */
  readonly cu: number;
  readonly storage_gb: number;
  readonly history_gb?: number | undefined;
  readonly snapshot_gb?: number | undefined;
  readonly egress_gb?: number | undefined;
  /** Beyond those that the plan includes, on average over the month. */
  readonly extra_branches?: number | undefined;
  readonly growth_percent?: number | undefined;
}

const MONTH = BigInt(BILLING.monthHours);

export function usageFrom(workload: Workload): Usage {
  const { plan, compute_hours: hours, cu, storage_gb: storage } = workload;
  const { history_gb: history = 0, snapshot_gb: snapshots = 0, egress_gb: egress = 0 } = workload;
  const extra = scaled(workload.extra_branches ?? 0, DIGITS);
  // without extra branches nothing is known of the others
  const included = BigInt(PLANS[plan].branchesIncluded - 1) * ONE;
  return {
    ...NOTHING,
    computeUnitSeconds: (scaled(hours, DIGITS) * scaled(cu, DIGITS) * 3600n) / ONE,
    rootByteHours: gbMonths(storage),
    historyByteHours: gbMonths(history),
    snapshotByteHours: gbMonths(snapshots),
    publicBytes: scaled(egress, DIGITS) * BigInt(BILLING.bytesPerGb),
    branches:
      extra === 0n ? [] : [{ childBranchHours: (included + extra) * MONTH, hours: MONTH * ONE }],
  };
}

/** A size that no autoscaling compute reaches is a fixed one. */
export const needsOf = ({ cu }: Workload): Needs =>
  cu > PLANS.scale.autoscalingCuMost ? { fixedCu: cu } : { autoscalingCu: cu };
