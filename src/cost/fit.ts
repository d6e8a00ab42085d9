import { COMPUTE, PLANS, type PlanName } from "../core/neon-facts.ts";
import { averageGb, bill, cuHours, extraBranchHours, transferGb } from "./bill.ts";
import { dollars } from "./money.ts";
import type { Usage } from "./usage.ts";

/** What is known of a project beyond its quantities; what is not known is not judged. */
export interface Needs {
  /** Largest size that a compute may reach by itself, and largest one that is fixed. */
  readonly autoscalingCu?: number;
  readonly fixedCu?: number;
  /** A compute that never suspends. */
  readonly alwaysOn?: boolean;
  /** Shortest time after which a compute is told to suspend. */
  readonly suspendSeconds?: number;
  readonly historySeconds?: number;
  readonly manualSnapshots?: number;
  readonly protectedBranches?: number;
  readonly ipAllow?: boolean;
}

export interface PlanOffer {
  readonly plan: PlanName;
  readonly total: number;
  /** Why the use does not fit on it; empty: it does. */
  readonly problems: readonly string[];
}

/** The same use on each plan. */
export const compare = (usage: Usage, needs: Needs): PlanOffer[] =>
  (Object.keys(PLANS) as PlanName[]).map((plan) => ({
    plan,
    total: dollars(bill(usage, plan).cents),
    problems: problemsOn(plan, usage, needs),
  }));

function problemsOn(plan: PlanName, usage: Usage, needs: Needs): string[] {
  const isPrivate = usage.privateBytes > 0n && !PLANS[plan].hasPrivateTransfer;
  return [
    ...tooMuch(plan, usage),
    ...(isPrivate ? ["no private networking"] : []),
    ...missing(plan, needs),
  ];
}

/** Allowances that end in a stop, not in a bill. */
function tooMuch(plan: PlanName, usage: Usage): string[] {
  const facts = PLANS[plan];
  if (facts.mayHaveExtraBranches) return [];
  const compute = cuHours(usage);
  const stored = averageGb(usage.rootByteHours + usage.childByteHours);
  const history = averageGb(usage.historyByteHours);
  const sent = transferGb(usage.publicBytes);
  const { cuHoursIncluded, storageGbIncluded, historyGbMost, publicTransferGbIncluded } = facts;
  return [
    ...(compute > cuHoursIncluded
      ? [`${compute} CU-hours: computes stop after ${cuHoursIncluded} until the next month`]
      : []),
    ...(stored > storageGbIncluded ? [`${stored} GB stored: ${storageGbIncluded} GB fit`] : []),
    ...(historyGbMost !== undefined && history > historyGbMost
      ? [`${history} GB of history: ${historyGbMost} GB is kept`]
      : []),
    ...(extraBranchHours(usage, plan) > 0n ? [`more than ${facts.branchesIncluded} branches`] : []),
    ...(sent > publicTransferGbIncluded
      ? [`${sent} GB sent: computes stop after ${publicTransferGbIncluded} GB of the whole account`]
      : []),
  ];
}

function missing(plan: PlanName, needs: Needs): string[] {
  const facts = PLANS[plan];
  const { autoscalingCu = 0, fixedCu = 0, manualSnapshots = 0, protectedBranches = 0 } = needs;
  const { alwaysOn = false, historySeconds = 0, ipAllow = false } = needs;
  const { suspendSeconds = COMPUTE.suspendSecondsDefault } = needs;
  return [
    ...(autoscalingCu > facts.autoscalingCuMost || fixedCu > facts.fixedCuMost
      ? [`${Math.max(autoscalingCu, fixedCu)} CU: at most ${facts.fixedCuMost}`]
      : []),
    ...(alwaysOn && !facts.mayDisableSuspend ? ["computes always suspend"] : []),
    ...(suspendSeconds < facts.suspendSecondsLeast
      ? [`suspends after ${facts.suspendSecondsLeast} s, not ${suspendSeconds}`]
      : []),
    ...(historySeconds > facts.historySecondsMost
      ? [`${days(historySeconds)} of history: at most ${days(facts.historySecondsMost)}`]
      : []),
    ...(manualSnapshots > facts.snapshotsManualMost
      ? [`${manualSnapshots} manual snapshots: at most ${facts.snapshotsManualMost}`]
      : []),
    ...(protectedBranches > facts.protectedBranches
      ? [`${protectedBranches} protected branches: at most ${facts.protectedBranches}`]
      : []),
    ...(ipAllow && !facts.hasIpAllow ? ["no IP Allow"] : []),
  ];
}

const days = (seconds: number): string =>
  seconds < 86_400
    ? `${Math.round(seconds / 3600)} h`
    : `${Math.round((seconds / 86_400) * 10) / 10} d`;
