import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Activity } from "../../../../../src/embedded/neon/serve/activity.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("idle time begins when the last request is answered", () => {
  const activity = new Activity(() => false);
  const [first, second] = [activity.begin(), activity.begin()];
  vi.advanceTimersByTime(5000);
  expect(activity.idleFor()).toBe(0);
  first();
  vi.advanceTimersByTime(5000);
  expect(activity.idleFor()).toBe(0);
  second();
  vi.advanceTimersByTime(700);
  expect(activity.idleFor()).toBe(700);
});

test("and when nobody is connected any more", () => {
  let clients = 1;
  const activity = new Activity(() => clients > 0);
  vi.advanceTimersByTime(5000);
  expect(activity.idleFor()).toBe(0);
  clients = 0;
  vi.advanceTimersByTime(700);
  expect(activity.idleFor()).toBe(700);
});
