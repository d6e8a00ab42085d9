import { expect, test } from "vitest";
import type { ScheduleEntry } from "../../../src/core/manage/snapshots.ts";
import { entryText, keptOf, nextRun } from "../../../src/core/schedule.ts";

/** A Saturday. */
const now = "2026-11-21T10:30:00Z";

test.each<[ScheduleEntry, string, string]>([
  [{ frequency: "hourly", hour: 3 }, now, "2026-11-21T11:00"],
  [{ frequency: "daily", hour: 12 }, now, "2026-11-21T12:00"],
  [{ frequency: "daily", hour: 10 }, now, "2026-11-22T10:00"],
  [{ frequency: "daily" }, "2026-11-21T00:00:00Z", "2026-11-22T00:00"],
  [{ frequency: "weekly", day: 6, hour: 11 }, now, "2026-11-21T11:00"],
  [{ frequency: "weekly", day: 6, hour: 10 }, now, "2026-11-28T10:00"],
  [{ frequency: "weekly", day: 7 }, now, "2026-11-22T00:00"],
  [{ frequency: "weekly" }, now, "2026-11-23T00:00"],
  [{ frequency: "monthly", day: 21, hour: 11 }, now, "2026-11-21T11:00"],
  [{ frequency: "monthly", day: 21, hour: 10 }, now, "2026-12-21T10:00"],
  [{ frequency: "monthly", day: 31 }, now, "2026-11-30T00:00"],
  [{ frequency: "monthly", day: 30 }, "2027-02-01T00:00:00Z", "2027-02-28T00:00"],
  [{ frequency: "monthly" }, "2026-12-31T23:00:00Z", "2027-01-01T00:00"],
])("%j after %s is due at %s", (entry, after, due) => {
  expect(nextRun(entry, new Date(after)).toISOString()).toBe(`${due}:00.000Z`);
});

test.each<[ScheduleEntry, number | undefined, string]>([
  [{ frequency: "daily", hour: 3, retentionSeconds: 604_800 }, 7, "daily at 03:00 UTC, kept 7d"],
  [{ frequency: "weekly", day: 1 }, undefined, "weekly on Monday, kept for good"],
  [{ frequency: "monthly", day: 15, retentionSeconds: 86_400 }, 1, "monthly on day 15, kept 1d"],
  [{ frequency: "hourly", retentionSeconds: 5_400 }, 2, "hourly, kept 1.5h"],
])("of %j there are %s at a time", (entry, kept, text) => {
  expect(keptOf(entry)).toBe(kept);
  expect(entryText(entry)).toBe(text);
});
