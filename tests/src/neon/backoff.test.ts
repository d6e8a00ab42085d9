import { expect, test } from "vitest";
import { backoff, retryAfter, sleep } from "../../../src/neon/backoff.ts";

test("the backoff grows to ten seconds, anywhere below", () => {
  const most = (attempt: number) =>
    Math.max(...Array.from({ length: 2_000 }, () => backoff(attempt)));
  expect(most(0)).toBeLessThanOrEqual(250);
  expect(most(0)).toBeGreaterThan(200);
  expect(most(3)).toBeGreaterThan(1_500);
  expect(most(30)).toBeLessThanOrEqual(10_000);
  expect(Math.min(...Array.from({ length: 2_000 }, () => backoff(3)))).toBeLessThan(200);
});

test("Retry-After is read as seconds and as a date", () => {
  const now = Date.parse("2026-11-21T05:00:00Z");
  expect(retryAfter("2")).toBe(2_000);
  expect(retryAfter("Sat, 21 Nov 2026 05:00:07 GMT", now)).toBe(7_000);
  expect(retryAfter("Sat, 21 Nov 2026 04:00:00 GMT", now)).toBe(0);
  expect(retryAfter("-1")).toBe(0);
  expect([undefined, "", "soon"].map((header) => retryAfter(header))).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test("a sleep ends with the signal", async () => {
  const start = Date.now();
  await sleep(30_000, AbortSignal.timeout(50));
  expect(Date.now() - start).toBeLessThan(10_000);
});
