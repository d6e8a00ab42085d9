import type { Compute } from "../../core/manage/computes.ts";
import { BILLING, PLANS, PRICES_AS_OF } from "../../core/neon-facts.ts";
import { planFor } from "../../core/plan.ts";
import type { Area, AreaReport, HealthContext } from "../area.ts";
import { reportOf, type Observation } from "../judge.ts";
import { duration, rounded } from "../words.ts";
import { measureColdStarts, type Start } from "./cold-start/measure.ts";

const RUNS = 5;

export const coldStart: Area = {
  name: "cold_start",
  isAskedFor: true,

  async read(context) {
    const { compute } = context;
    return compute === undefined
      ? reportOf([], { summary: "This is no compute of Neon's: it never suspends.", figures: {} })
      : report(compute, context);
  },

  // a monitor that connects to measure it keeps the compute awake
  alerts: [],
};

async function report(
  compute: Compute,
  { target, deps, call, sloMs, session }: HealthContext,
): Promise<AreaReport> {
  const starts = await measureColdStarts({ target, compute, runs: RUNS }, deps, call);
  const [direct, pooled] = (["direct", "pooled"] as const).map((kind) =>
    summaryOf(starts.filter(({ connection }) => connection === kind)),
  );
  const slowest = Math.max(direct?.p95 ?? 0, pooled?.p95 ?? 0);
  const plan = await planFor(await deps.neon("read"), compute.project.id, call.signal);
  const where =
    session.target.deployment === "local"
      ? " This is the local Neon's time, not that of Neon in the cloud."
      : "";
  return reportOf([...tooSlow(slowest, { compute, sloMs, plan: plan ?? "launch" })], {
    summary: `Suspended ${RUNS} times for each way in: direct ${text(direct)}; pooled ${text(pooled)}; warm ${text(direct, "warm")}.${where}`,
    figures: {
      runs: RUNS,
      ...figures("direct", direct),
      ...figures("pooled", pooled),
      slo_ms: sloMs,
    },
  });
}

interface Summary {
  /** Until the first answer. */
  readonly p50: number;
  readonly p95: number;
  readonly warm: number;
  /** Of p50: what waking takes, and the first query, whose pages are in no cache. */
  readonly wake: number;
  readonly query: number;
}

/** Of five, the slowest one is p95. */
function summaryOf(starts: readonly Start[]): Summary {
  const of = (share: number, what: (start: Start) => number): number => {
    const sorted = starts.map(what).toSorted((a, b) => a - b);
    return sorted[Math.max(Math.ceil(share * sorted.length) - 1, 0)] ?? 0;
  };
  const total = ({ coldConnect, coldQuery }: Start): number => coldConnect + coldQuery;
  return {
    p50: of(0.5, total),
    p95: of(0.95, total),
    warm: of(0.5, ({ warmConnect, warmQuery }) => warmConnect + warmQuery),
    wake: of(0.5, ({ coldConnect, warmConnect }) => Math.max(coldConnect - warmConnect, 0)),
    query: of(0.5, ({ coldQuery }) => coldQuery),
  };
}

const milliseconds = (value: number): string => duration(value / 1_000);

function text(summary: Summary | undefined, what: "cold" | "warm" = "cold"): string {
  if (summary === undefined) return "unknown";
  if (what === "warm") return milliseconds(summary.warm);
  const { p50, p95, wake, query } = summary;
  return `p50 ${milliseconds(p50)} (wake ${milliseconds(wake)}, first query ${milliseconds(query)}), p95 ${milliseconds(p95)}`;
}

const figures = (kind: string, summary: Summary | undefined): Record<string, number | null> =>
  Object.fromEntries(
    (
      [
        ["cold_p50_ms", summary?.p50],
        ["cold_p95_ms", summary?.p95],
        ["wake_p50_ms", summary?.wake],
        ["first_query_p50_ms", summary?.query],
        ["warm_p50_ms", summary?.warm],
      ] as const
    ).map(([name, value]) => [`${kind}_${name}`, value === undefined ? null : rounded(value)]),
  );

interface Terms {
  readonly compute: Compute;
  readonly sloMs: number;
  readonly plan: keyof typeof PLANS;
}

/** What can be done about it, and what that costs. */
function* tooSlow(p95: number, { compute, sloMs, plan }: Terms): Generator<Observation> {
  if (p95 <= sloMs) return;
  const { minCu, suspendSeconds } = compute;
  const awake = minCu * BILLING.monthHours * PLANS[plan].perCuHour;
  const never = PLANS[plan].mayDisableSuspend
    ? `never suspending (configure_compute, suspend_seconds -1) costs at most $${awake.toFixed(2)} a month at ${minCu} CU (${plan}, ${PRICES_AS_OF}), and a longer suspend_seconds part of it`
    : "the free plan always suspends after five minutes";
  yield {
    rule: "cold-start-over-slo",
    level: suspendSeconds < 0 ? "info" : "warning",
    object: "compute",
    message: `Who comes after a pause waits ${milliseconds(p95)} (p95), and ${milliseconds(sloMs)} are allowed. Give clients a connect timeout above it and let them try again; ${never}. A larger min_cu shortens first queries, hardly the waking.`,
    evidence: "measured",
  };
}
