import type { ComputeHistory } from "../../../core/manage/computes.ts";
import { BILLING } from "../../../core/neon-facts.ts";

/** How a compute wakes and sleeps. Seconds. */
export interface Rhythm {
  readonly seconds: number;
  /** How long it was suspended, each time that it was woken again. */
  readonly asleep: readonly number[];
  /** How long it was awake, each time that it was suspended again. */
  readonly awake: readonly number[];
}

/** What is neither preceded by a start nor followed by one, is of unknown length and left out. */
export function rhythmOf({ events }: ComputeHistory, now: Date): Rhythm {
  const asleep: number[] = [];
  const awake: number[] = [];
  for (const [index, { kind, at }] of events.entries()) {
    const next = events[index + 1];
    if (next === undefined || next.kind === kind) continue;
    const seconds = (Date.parse(next.at) - Date.parse(at)) / 1_000;
    (kind === "suspended" ? asleep : awake).push(seconds);
  }
  const first = events[0];
  const seconds = first === undefined ? 0 : (now.getTime() - Date.parse(first.at)) / 1_000;
  return { seconds, asleep, awake };
}

/** What another suspend time would change, in a month as the one that was seen. */
export interface Change {
  readonly suspendSeconds: number;
  /** Of those that were seen. */
  readonly wakes: number;
  /** Hours awake more, or less: negative. */
  readonly hours: number;
}

/**
 * Longer: a sleep that is no longer than the difference would not have been one, and each other one would have begun so much later.
 * Shorter: each sleep would have begun earlier; pauses that it slept through then are not seen, so wakes may be more than these.
 */
export function changed({ seconds, asleep, awake }: Rhythm, waits: number, to: number): Change {
  const more = to - waits;
  const total =
    more >= 0
      ? sum(asleep.map((slept) => Math.min(slept, more)))
      : -sum(awake.map((ran) => Math.min(ran, -more)));
  return {
    suspendSeconds: to,
    wakes: asleep.filter((slept) => slept > more).length,
    hours: (total / seconds) * BILLING.monthHours,
  };
}

export const sum = (values: readonly number[]): number =>
  values.reduce((all, value) => all + value, 0);
