import type { Compute } from "../../../core/manage/computes.ts";
import { PLANS, PRICES_AS_OF, type PlanName } from "../../../core/neon-facts.ts";
import type { Observation } from "../../judge.ts";
import { counted, duration, percent } from "../../words.ts";
import { changed, sum, type Change, type Rhythm } from "./rhythm.ts";

const DAY = 86_400;
/** A day says when people work; fewer wakes say nothing of the next ones. */
const LEAST = { seconds: DAY, wakes: 5 };
/** Once an hour, day and night: then pauses are hardly longer than the compute waits. */
const OFTEN_A_DAY = 24;
const LONGER = [600, 900, 1_800, 3_600];
const SHORTER = 300;
/** Of the time awake that is only waiting, and of dollars a month. */
const WORTH = { share: 0.2, dollars: 1 };

export interface Fit {
  readonly compute: Compute;
  readonly rhythm: Rhythm;
  /** Seconds that it waits before it suspends. */
  readonly waits: number;
  readonly plan: PlanName | undefined;
  readonly timeScale: number;
}

/** Whether another suspend time would be cheaper, or would have fewer people wait for a cold start; with what each costs. */
export function* suspendFit(fit: Fit): Generator<Observation> {
  const { rhythm, timeScale, plan } = fit;
  // it is five minutes on Free, and nobody may change that
  if (plan === "free" || rhythm.seconds < LEAST.seconds * timeScale) return;
  if (rhythm.asleep.length < LEAST.wakes) return;
  yield* tooShort(fit);
  yield* tooLong(fit);
}

function* tooShort({ rhythm, waits, timeScale, ...fit }: Fit): Generator<Observation> {
  const { asleep, seconds } = rhythm;
  const aDay = asleep.length / (seconds / (DAY * timeScale));
  if (aDay < OFTEN_A_DAY) return;
  const longer = LONGER.map((to) => to * timeScale)
    .filter((to) => to > waits)
    .map((to) => changed(rhythm, waits, to))
    .find(({ wakes }) => wakes <= asleep.length / 2);
  if (longer === undefined) return;
  const to = Math.round(longer.suspendSeconds / timeScale);
  yield {
    rule: "suspends-often",
    level: "info",
    object: "compute",
    message: `It was woken ${counted(asleep.length, "time")} in ${duration(seconds / timeScale)}, and each time somebody waited for a cold start (area cold_start measures it). With suspend_seconds ${to} it would have been ${longer.wakes}, for ${priceOf(longer, fit)} more a month. Where that matters call configure_compute.`,
    evidence: "estimated",
  };
}

function* tooLong({ rhythm, waits, timeScale, ...fit }: Fit): Generator<Observation> {
  const to = SHORTER * timeScale;
  const total = sum(rhythm.awake);
  if (waits <= to || total === 0) return;
  const shorter = changed(rhythm, waits, to);
  const share = sum(rhythm.awake.map((ran) => Math.min(ran, waits - to))) / total;
  if (share < WORTH.share) return;
  yield {
    rule: "suspends-late",
    level: dollarsOf(shorter, fit) <= -WORTH.dollars ? "warning" : "info",
    object: "compute",
    message: `It waits ${duration(waits / timeScale)} before it suspends, and up to ${percent(share)} of the time that it was awake was that. With suspend_seconds ${SHORTER} it costs up to ${priceOf(shorter, fit)} less a month; pauses of more than ${duration(SHORTER)} then end with a cold start. Call configure_compute where nobody minds that.`,
    evidence: "estimated",
  };
}

type Priced = Pick<Fit, "compute" | "plan">;

/** At its smallest size; where the plan is not known, by the cheapest one that is paid. */
const dollarsOf = ({ hours }: Change, { compute, plan = "launch" }: Priced): number =>
  hours * compute.minCu * PLANS[plan].perCuHour;

function priceOf(change: Change, priced: Priced): string {
  const { compute, plan = "launch" } = priced;
  const hours = Number(Math.abs(change.hours * compute.minCu).toPrecision(2));
  return `${hours} CU hours ($${Math.abs(dollarsOf(change, priced)).toFixed(2)}, ${plan}, ${PRICES_AS_OF})`;
}
