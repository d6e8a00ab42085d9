import { expect, test } from "vitest";
import {
  beginOf,
  charge,
  compacted,
  endOf,
  HOUR_MS,
  NOTHING,
  spansOf,
} from "../../../../../../src/embedded/neon/control/usage/ledger.ts";

const at = (text: string): number => Date.parse(text);
const rate = { ...NOTHING, computeUnitSeconds: 3600, rootByteHours: 1e9 };

test("what lasts over the end of an hour is counted in both, each its part", () => {
  const span = { from: at("2026-11-20T22:45:00Z"), to: at("2026-11-21T00:15:00Z") };
  const ledger = charge(charge({}, "p b", rate, span), "p", rate, span);
  const hours = [...spansOf(ledger, "p b", "hourly")].map(([begin, { computeUnitSeconds }]) => [
    new Date(begin).toISOString().slice(5, 13),
    computeUnitSeconds,
  ]);
  expect(hours).toEqual([
    ["11-20T22", 900],
    ["11-20T23", 3600],
    ["11-21T00", 900],
  ]);
  const days = [...spansOf(ledger, "p", "daily").values()].map(
    ({ rootByteHours }) => rootByteHours,
  );
  expect(days).toEqual([1.25e9, 0.25e9]);
});

test("no time is no use, and what is counted twice is there twice", () => {
  const now = at("2026-11-21T10:00:00Z");
  expect(charge({}, "p", rate, { from: now, to: now })).toEqual({});
  const once = charge({}, "p", rate, { from: now, to: now + HOUR_MS });
  const twice = charge(once, "p", rate, { from: now, to: now + HOUR_MS });
  expect(spansOf(twice, "p", "monthly").get(at("2026-11-01T00:00:00Z"))?.rootByteHours).toBe(2e9);
});

test("old spans are put together and lose nothing until they are forgotten", () => {
  const now = at("2026-11-21T10:00:00Z");
  const from = at("2026-07-30T00:00:00Z");
  const ledger = charge({}, "p", rate, { from, to: now });
  const short = compacted(ledger, now);
  expect(Object.keys(short).length).toBeLessThan(Object.keys(ledger).length / 5);
  expect(spansOf(short, "p", "monthly")).toEqual(spansOf(ledger, "p", "monthly"));
  const year = charge({}, "p", rate, {
    from: at("2025-01-01T00:00:00Z"),
    to: at("2025-01-02T00:00:00Z"),
  });
  expect(compacted(year, now)).toEqual({});
});

test.each([
  ["hourly", "2026-02-28T23:00:00.000Z", "2026-03-01T00:00:00.000Z"],
  ["daily", "2026-02-28T00:00:00.000Z", "2026-03-01T00:00:00.000Z"],
  ["monthly", "2026-02-01T00:00:00.000Z", "2026-03-01T00:00:00.000Z"],
] as const)("%s begins and ends where Neon's does", (granularity, begin, end) => {
  const start = beginOf(at("2026-02-28T23:59:59Z"), granularity);
  expect(new Date(start).toISOString()).toBe(begin);
  expect(new Date(endOf(start, granularity)).toISOString()).toBe(end);
});
