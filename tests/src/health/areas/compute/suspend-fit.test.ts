import { expect, test } from "vitest";
import type { Compute } from "../../../../../src/core/manage/computes.ts";
import type { PlanName } from "../../../../../src/core/neon-facts.ts";
import { longestPause } from "../../../../../src/health/areas/compute/cron.ts";
import { changed, rhythmOf } from "../../../../../src/health/areas/compute/rhythm.ts";
import { suspendFit } from "../../../../../src/health/areas/compute/suspend-fit.ts";

const now = new Date("2026-11-21T12:00:00Z");
const at = (minutesAgo: number): string =>
  new Date(now.getTime() - minutesAgo * 60_000).toISOString();

/** Awake and asleep for so many minutes in turn, for two days until now. */
function twoDays(awake: number, asleep: number) {
  const events: { kind: "started" | "suspended"; at: string }[] = [];
  for (let minute = 2_880; minute > 0; minute -= awake + asleep) {
    events.push({ kind: "started", at: at(minute) });
    if (minute > awake) events.push({ kind: "suspended", at: at(minute - awake) });
  }
  return rhythmOf({ since: at(10_080), events }, now);
}

const compute = { minCu: 0.25 } as Compute;

const told = (rhythm: ReturnType<typeof twoDays>, waits: number, plan?: PlanName) =>
  [...suspendFit({ compute, rhythm, waits, plan, timeScale: 1 })].map(
    ({ rule, level, message }) => ({ rule, level, message }),
  );

test("what has no start or no end is of unknown length", () => {
  const events = [
    { kind: "suspended", at: at(50) },
    { kind: "suspended", at: at(40) },
    { kind: "started", at: at(30) },
    { kind: "suspended", at: at(10) },
  ] as const;
  expect(rhythmOf({ since: at(60), events }, now)).toEqual({
    seconds: 3_000,
    asleep: [600],
    awake: [1_200],
  });
  expect(rhythmOf({ since: at(60), events: [] }, now)).toEqual({
    seconds: 0,
    asleep: [],
    awake: [],
  });
});

test("a longer time saves the sleeps that are short, and each other one begins later", () => {
  const rhythm = { seconds: 36_000, asleep: [100, 400, 3_000], awake: [600, 600, 600] };
  expect(changed(rhythm, 300, 900)).toEqual({
    suspendSeconds: 900,
    wakes: 1,
    hours: (1_100 / 36_000) * 744,
  });
  expect(changed(rhythm, 900, 300)).toEqual({
    suspendSeconds: 300,
    wakes: 3,
    hours: (-1_800 / 36_000) * 744,
  });
});

test("a compute that is woken every twenty minutes: what fewer cold starts cost", () => {
  // of each 20 minutes 10 asleep; with 15 minutes instead of 5 it would sleep in none
  const [often, ...others] = told(twoDays(10, 10), 300);
  expect(others).toEqual([]);
  expect(often).toMatchObject({ rule: "suspends-often", level: "info" });
  // half of 744 hours at 0.25 CU and $0.106
  expect(often?.message).toMatch(/woken 143 times in 2 days/);
  expect(often?.message).toMatch(/suspend_seconds 900 it would have been 0, for 92 CU hours/);
  expect(often?.message).toContain("($9.79, launch");
});

test("a compute that waits an hour before it suspends: what less would save", () => {
  const [late, ...others] = told(twoDays(70, 170), 3_600);
  expect(others).toEqual([]);
  expect(late).toMatchObject({ rule: "suspends-late", level: "warning" });
  expect(late?.message).toContain("up to 79 % of the time");
  expect(told(twoDays(70, 170), 300)).toEqual([]);
});

test("nothing is said of pauses that fit, of a short history, and of a plan that has one time", () => {
  expect(told(twoDays(60, 180), 300)).toEqual([]);
  expect(told(twoDays(10, 10), 300, "free")).toEqual([]);
  expect(told({ seconds: 3_600, asleep: [1, 1, 1, 1, 1], awake: [1] }, 300)).toEqual([]);
});

test.each([
  ["* * * * *", 60],
  ["*/5 * * * *", 300],
  ["0-30/10 * * * *", 1_800],
  ["5 * * * *", 3_600],
  ["0,15,30,45 * * * *", 900],
  ["50/5 * * * *", 3_300],
  ["30 seconds", 30],
  ["0 3 * * *", undefined],
  ["*/5 9-17 * * *", undefined],
  ["@hourly", undefined],
  ["*/0 * * * *", undefined],
  ["99 * * * *", undefined],
  ["", undefined],
])("pg_cron's %s runs after %s seconds at most", (schedule, pause) => {
  expect(longestPause(schedule)).toBe(pause);
});
