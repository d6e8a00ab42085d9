import type { TrafficReport } from "../report.ts";
import type { Interval, Traffic } from "./traffic.ts";

/** More than the lock timeout and this no statement may take: a machine is not always quick. */
const MARGIN_MS = 1_500;

/** Puts what the applications met among the findings: refused statements, and how long others took while a step ran. */
export function reportTraffic(traffic: Traffic, lost: number): TrafficReport {
  const { findings, steps, errors, plan, acknowledged } = traffic;
  for (const version of ["old", "new"] as const) {
    const seen = new Set<string>();
    for (const { sql, sqlstate, message, at } of errors[version]) {
      const id = `${sqlstate} ${sql}`;
      if (seen.has(id)) continue;
      seen.add(id);
      findings.failures.push({
        ...stepAt(steps, at),
        what: `a statement of the ${version} application fails under traffic`,
        change:
          version === "old"
            ? "Keep what it needs until the phase contract, or deploy the new application before this phase."
            : "Have the phase switch leave a schema with which the new application can work.",
        quoted: `${sql}\n${sqlstate} ${message}`,
      });
    }
  }
  const longest = longestByStep(traffic);
  for (const [at, step] of findings.steps.entries()) {
    const own = [...longest].filter(([interval]) => interval.step === step.id);
    const blocked = Math.max(0, ...own.map(([, ms]) => ms));
    findings.steps[at] = { ...step, blocked_ms: Math.round(blocked) };
  }
  const [worst, ms] = [...longest].reduce<readonly [Interval | undefined, number]>(
    (most, [step, each]) => (each > most[1] ? [step, each] : most),
    [undefined, 0],
  );
  if (worst !== undefined && ms > plan.lock_timeout_ms + MARGIN_MS)
    findings.failures.push({
      step: worst.step,
      what: `a statement of the application took ${Math.round(ms)} ms meanwhile, and the lock timeout is ${plan.lock_timeout_ms} ms`,
      change:
        "Divide the step, or give it smaller batches, so that its locks are held for a shorter time.",
    });
  return { writes: acknowledged.count, lost, longest_ms: Math.round(ms) };
}

/** Milliseconds of the longest statement that ran at the same time: one that met several steps is the one's that it met longest. */
function longestByStep({ timings, steps }: Traffic): ReadonlyMap<Interval, number> {
  const longest = new Map(steps.map((step) => [step, 0]));
  for (const { from, to } of timings) {
    let [met, overlap]: [Interval | undefined, number] = [undefined, 0];
    for (const step of steps) {
      const shared = Math.min(to, step.to) - Math.max(from, step.from);
      if (shared > overlap) [met, overlap] = [step, shared];
    }
    if (met !== undefined) longest.set(met, Math.max(longest.get(met) ?? 0, to - from));
  }
  return longest;
}

/** The step that ran then, or the last one before. */
function stepAt(steps: readonly Interval[], at: number): { readonly step?: string } {
  const found = steps.findLast(({ from }) => from <= at);
  return found === undefined ? {} : { step: found.step };
}
