import { durationText } from "../core/duration.ts";
import type { Compute } from "../core/manage/computes.ts";
import { BILLING, PLANS, type PlanName } from "../core/neon-facts.ts";
import { identifier } from "../core/identifier.ts";
import { bill, extraBranchHours } from "./bill.ts";
import type { Saving } from "./estimate.ts";
import type { ProjectFacts } from "./facts.ts";
import type { Quantities } from "./measured.ts";
import { divide, dollars, scaled } from "./money.ts";
import { DIGITS, NOTHING, type Usage } from "./usage.ts";

const DAY_MS = 86_400_000;
/** Without a connection for so long, a compute that never suspends waits for nobody. */
const IDLE_MS = DAY_MS;
/** Not used for so long, a branch is probably forgotten. */
const FORGOTTEN_MS = 14 * DAY_MS;
const OLD_SNAPSHOT_MS = 30 * DAY_MS;

/** What can be seen to cost more than it has to. What a change saves is computed by the price list, not guessed. */
export function savingsOf(facts: ProjectFacts, quantities: Quantities, plan: PlanName): Saving[] {
  return [
    ...sleepless(facts, plan),
    ...forgotten(facts, quantities, plan),
    ...longHistory(facts, quantities, plan),
    ...oldSnapshots(facts, plan),
  ].filter(({ saves }) => saves > 0);
}

/** USD a month of so much. */
const costs = (usage: Partial<Usage>, plan: PlanName): number =>
  dollars(bill({ ...NOTHING, ...usage }, plan).cents);

/** With ids, which need no quoting, whatever the names are. */
const call = (tool: string, args: object): string => `${tool} ${JSON.stringify(args)}`;

function idleMs({ lastActiveAt, createdAt }: Compute, now: Date): number {
  return now.getTime() - Date.parse(lastActiveAt ?? createdAt);
}

/** A compute that never suspends and that nobody used for a day. */
function sleepless({ computes, month }: ProjectFacts, plan: PlanName): Saving[] {
  return computes
    .filter(
      (compute) =>
        compute.suspendSeconds < 0 && !compute.isDisabled && idleMs(compute, month.now) > IDLE_MS,
    )
    .map((compute) => {
      const seconds = scaled(compute.minCu, DIGITS) * BigInt(BILLING.monthHours) * 3600n;
      const days = Math.floor(idleMs(compute, month.now) / DAY_MS);
      return {
        change: `Let the compute of branch \`${identifier(compute.branch.name)}\` suspend: nobody used it for ${days} d.`,
        saves: costs({ computeUnitSeconds: seconds }, plan),
        how: call("configure_compute", {
          action: "resize",
          project: compute.project.id,
          branch: compute.branch.id,
          compute: compute.id,
          suspend_seconds: 300,
        }),
        evidence: "measured" as const,
      };
    });
}

/** Child branches that nobody used for two weeks, and that nothing will remove. */
function forgotten(facts: ProjectFacts, quantities: Quantities, plan: PlanName): Saving[] {
  const { branches, computes, month } = facts;
  const parents = new Set(branches.flatMap(({ parent }) => parent?.id ?? []));
  const paysExtra = extraBranchHours(quantities.month, plan) > 0n;
  return branches
    .filter(({ id, parent, expiresAt, isProtected, isDefault }) => {
      if (parent === undefined || expiresAt !== undefined || isProtected || isDefault) return false;
      return !parents.has(id);
    })
    .flatMap((branch) => {
      const own = computes.filter((compute) => compute.branch.id === branch.id);
      const age = month.now.getTime() - Date.parse(branch.createdAt);
      const unused = Math.min(age, ...own.map((compute) => idleMs(compute, month.now)));
      if (unused < FORGOTTEN_MS) return [];
      const usage = quantities.branches.get(branch.id) ?? NOTHING;
      const fee = paysExtra ? PLANS[plan].perExtraBranchMonth : 0;
      return [
        {
          change: `Delete branch \`${identifier(branch.name)}\`, which nobody used for ${Math.floor(unused / DAY_MS)} d, or let it expire.`,
          saves: Math.round((costs(usage, plan) + fee) * 100) / 100,
          how: call("delete_branch", { project: branch.project.id, branch: branch.id }),
          evidence: quantities.evidence,
        },
      ];
    });
}

/** History costs by what it holds, which is about the window's length. */
function longHistory(facts: ProjectFacts, { month }: Quantities, plan: PlanName): Saving[] {
  const { historySeconds, id } = facts.project;
  const { historySecondsDefault: least } = PLANS[plan];
  if (historySeconds <= least) return [];
  const byteHours = month.historyByteHours;
  const kept = divide(byteHours * BigInt(least), BigInt(historySeconds));
  const [now, then] = [byteHours, kept].map((historyByteHours) =>
    costs({ historyByteHours }, plan),
  );
  const days = Math.round((historySeconds / 86_400) * 10) / 10;
  return [
    {
      change: `Keep ${durationText(least)} of history instead of ${days}d: restores reach no further back.`,
      saves: Math.round(((now ?? 0) - (then ?? 0)) * 100) / 100,
      how: call("update_project", { project: id, history: durationText(least) }),
      evidence: "estimated",
    },
  ];
}

function oldSnapshots({ snapshots, month, project }: ProjectFacts, plan: PlanName): Saving[] {
  return snapshots
    .filter(
      ({ createdAt, expiresAt, isScheduled }) =>
        !isScheduled &&
        expiresAt === undefined &&
        month.now.getTime() - Date.parse(createdAt) > OLD_SNAPSHOT_MS,
    )
    .map(({ id, name, createdAt, bytes = 0 }) => ({
      change: `Delete snapshot \`${identifier(name)}\` of ${createdAt.slice(0, 10)}.`,
      saves: costs({ snapshotByteHours: scaled(bytes, DIGITS) * BigInt(BILLING.monthHours) }, plan),
      how: call("manage_snapshot", { action: "delete", project: project.id, name: id }),
      evidence: "estimated" as const,
    }));
}
