import { BILLING } from "../core/neon-facts.ts";
import type { Compute } from "../core/manage/computes.ts";
import type { ProjectFacts } from "./facts.ts";
import { beginOf, elapsedOf, noConsumption, paceSentence, type Quantities } from "./measured.ts";
import { times, type Usage, usageOf } from "./usage.ts";

const GB = BILLING.bytesPerGb;

/**
 * Without a consumption history: compute by the counters that every plan has, storage by the size of root branches now. What a child
 * has changed, the history's size and transfer are not known by their kind, and are left out and named.
 */
export function estimateFrom(facts: ProjectFacts): Quantities {
  const { month, counters, branches, snapshots, computes } = facts;
  const begin = Math.max(beginOf(facts), Date.parse(counters.from) || 0);
  const [elapsed, whole] = [elapsedOf(month, begin), BigInt(month.to.getTime() - begin)];
  const hours = Number(whole) / 3_600_000;
  const roots = branches.filter(({ parent }) => parent === undefined);
  const rootBytes = roots.reduce((sum, { bytes = 0 }) => sum + bytes, 0);
  const snapshotBytes = snapshots.reduce((sum, { bytes = 0 }) => sum + bytes, 0);
  const counted = counters.computeUnitSeconds > 0;
  const running = counted ? 0 : runningSeconds(computes, month.to);
  const stored = {
    ...noConsumption,
    rootByteHours: Math.round(rootBytes * hours),
    snapshotByteHours: Math.round(snapshotBytes * hours),
    childBranchHours: (branches.length - roots.length) * hours,
  };
  const computeOf = (seconds: number): Usage =>
    times(usageOf({ ...noConsumption, computeUnitSeconds: seconds }, 0), whole, elapsed);
  const used = usageOf({ ...stored, computeUnitSeconds: running }, hours);
  const compute =
    used.computeUnitSeconds + computeOf(counters.computeUnitSeconds).computeUnitSeconds;
  const sent = times(
    usageOf({ ...noConsumption, publicBytes: counters.transferBytes }, 0),
    whole,
    elapsed,
  );
  const byBranch = branches.map(({ id, parent, bytes = 0 }): [string, Usage] => {
    const seconds = counters.branches.get(id)?.computeUnitSeconds ?? 0;
    const rootByteHours = parent === undefined ? Math.round(bytes * hours) : 0;
    const { computeUnitSeconds } = computeOf(seconds);
    const storage = usageOf({ ...noConsumption, rootByteHours }, 0);
    return [id, { ...storage, computeUnitSeconds, branches: [] }];
  });
  return {
    soFar: usageOf({ ...noConsumption, computeUnitSeconds: counters.computeUnitSeconds }, 0),
    month: { ...used, computeUnitSeconds: compute, publicBytes: sent.publicBytes },
    begin,
    branches: new Map(byBranch),
    evidence: "estimated",
    assumptions: [
      counted
        ? paceSentence(month, elapsed)
        : "Nothing was counted yet: computes that run now and never suspend run on at their least size, others not at all.",
      `Root branches keep their ${(rootBytes / GB).toFixed(3)} GB; what child branches changed and what the history holds is not known, and not in it.`,
    ],
  };
}

/** CU-seconds until the month's end of those that nothing will stop. */
function runningSeconds(computes: readonly Compute[], end: Date): number {
  const seconds = (end.getTime() - Date.now()) / 1000;
  return computes
    .filter(({ suspendSeconds, state }) => suspendSeconds < 0 && state === "active")
    .reduce((sum, { minCu }) => sum + Math.round(minCu * seconds), 0);
}
