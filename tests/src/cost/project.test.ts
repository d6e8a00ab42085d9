import { expect, test } from "vitest";
import { bill } from "../../../src/cost/bill.ts";
import { estimateFrom } from "../../../src/cost/estimated.ts";
import type { ProjectFacts } from "../../../src/cost/facts.ts";
import { alertsOf, forecast } from "../../../src/cost/forecast.ts";
import { growthOf, measure } from "../../../src/cost/measured.ts";
import { dollars } from "../../../src/cost/money.ts";
import { answerFacts } from "../../../src/cost/project.ts";
import { savingsOf } from "../../../src/cost/savings.ts";
import { usageFrom } from "../../../src/cost/workload.ts";
import type { Consumption, ConsumptionOf } from "../../../src/core/manage/consumption.ts";
import type { Tool } from "../../../src/core/tool.ts";
import { toolsets } from "../../../tools/index.ts";
import { branch, compute, facts } from "./facts.ts";

const nothing: Consumption = {
  computeUnitSeconds: 0,
  rootByteHours: 0,
  childByteHours: 0,
  historyByteHours: 0,
  publicBytes: 0,
  privateBytes: 0,
};

/** The same on each day from the first of November to the 16th, of which half is over. */
const days = (used: Partial<Consumption>, of?: string): ConsumptionOf[] =>
  Array.from({ length: 16 }, (_, index) => ({
    ...(of === undefined ? {} : { branch: of }),
    from: `2026-11-${String(index + 1).padStart(2, "0")}T00:00:00Z`,
    to: `2026-11-${String(index + 2).padStart(2, "0")}T00:00:00Z`,
    plan: "scale",
    used: { ...nothing, ...used },
  }));

const suggested = (given: ProjectFacts, history: readonly ConsumptionOf[] = days({})) =>
  savingsOf(given, measure(given, history), "scale");

test("what was measured goes on at its pace to the month's end", () => {
  const { soFar, month, evidence, assumptions } = measure(
    facts(),
    days({ computeUnitSeconds: 3600 }),
  );
  expect(dollars(bill(soFar, "scale").cents)).toBe(3.55); // 16 x 0.222 = 3.552
  expect(dollars(bill(month, "scale").cents)).toBe(6.87); // 16 x 30 / 15.5 x 0.222 = 6.875, a hair below the half cent
  expect(evidence).toBe("measured");
  expect(assumptions.join()).toContain("16 days so far");
});

/** Made in the middle of the month, twelve hours ago: this month is half a one. */
const young = (more: Partial<ProjectFacts> = {}): ProjectFacts => {
  const given = facts(more);
  return { ...given, project: { ...given.project, createdAt: "2026-11-16T00:00:00Z" } };
};

test("a project's first month is a part of one, and what comes after it is not", () => {
  const consumption = days({ computeUnitSeconds: 7200 }).slice(-1);
  const answer = answerFacts(young({ consumption }), 20);
  // 2 CU-hours in 12 of 360 hours are 60, x 0.222; 120 in a month
  expect(answer.month).toMatchObject({ so_far: 0.44, total: 13.32 });
  expect(answer.forecast).toEqual([
    { months: 1, total: 26.64, last: 26.64 },
    { months: 3, total: 79.92, last: 26.64 },
    { months: 12, total: 319.68, last: 26.64 },
  ]);
  // 120 x 0.106; Free has 100 CU-hours, in which 60 would fit
  expect(answer.plans).toMatchObject([
    { plan: "free", problems: [expect.stringMatching(/^120 CU-hours/)] },
    { plan: "launch", total: 12.72, problems: [] },
    { plan: "scale", total: 26.64 },
  ]);
  expect(answer.savings).toMatchObject([{ saves: 13.92 }]);
  expect(answer.assumptions.join()).toContain("counts from 2026-11-16 on");
  // the budget is this month's
  expect(answer.alerts.map(({ after_days: at }) => at !== undefined)).toEqual([true, false, false]);
  const old = answerFacts(facts({ consumption: days({ computeUnitSeconds: 3600 }) }), undefined);
  expect(old.forecast[0]?.total).toBe(old.month.total);
  expect(old.assumptions.join()).not.toContain("counts from");
});

test("children, history and branches of a first month count in full in what comes after", () => {
  const day = { childBranchHours: 30 * 12, historyByteHours: 1e12, childByteHours: 1e12 };
  const consumption = days(day).slice(-1);
  const given = young({ consumption });
  const week = { ...given, project: { ...given.project, historySeconds: 7 * 86_400 } };
  const { month, forecast: next, savings } = answerFacts(week, undefined);
  // 30e12 byte-hours are 40.32 GB-months: history x 0.20, children x 0.35; 6 branches for 360 of 744 hours x 1.50
  expect(month.lines.map(({ amount }) => amount)).toEqual([14.11, 8.06, 4.35]);
  // twice as long: 80.645 x 0.35, 80.645 x 0.20, 6 x 720 / 744 x 1.50
  expect(next[0]?.total).toBe(28.23 + 16.13 + 8.71);
  // a seventh of the history is 2.30
  expect(savings[0]).toMatchObject({ saves: 13.83 });
});

test("without a history a first month is a part of one, too", () => {
  const branches = [branch("main", { bytes: 1e10 })];
  const { month, forecast: next } = answerFacts(young({ branches }), undefined);
  // 10 GB for 360 of 744 hours x 0.35, and for 720
  expect([month.total, next[0]?.total]).toEqual([1.69, 3.39]);
});

test("children are counted against the hours that are over", () => {
  // 30 children for 372 hours; 24 are included: 6 x 372 / 744 x 1.50, and as long again in the rest of the month
  const full = days({ childBranchHours: 30 * 24 }).slice(0, 15);
  const half = { ...days({ childBranchHours: 30 * 12 })[15] } as ConsumptionOf;
  const { soFar, month } = measure(facts(), [...full, half]);
  expect(dollars(bill(soFar, "scale").cents)).toBe(4.5);
  expect(dollars(bill(month, "scale").cents)).toBe(8.71); // 4.50 x 30 / 15.5 = 8.7097
});

test("growth is that of the bill since the month before, and none is made up", () => {
  const { month } = measure(facts(), days({ rootByteHours: 1e12 }));
  expect(growthOf(facts(), month, "scale")).toBeUndefined();
  const before = days({ rootByteHours: 1e12 });
  // 16e12 byte-hours before, 16e12 x 30 / 15.5 now
  expect(growthOf(facts({ before }), month, "scale")).toBe(93.5);
  const larger = days({ rootByteHours: 9e12 });
  expect(growthOf(facts({ before: larger }), month, "scale")).toBe(0);
});

test("without a history it is estimated, from what is known and not from what is not", () => {
  const counters = {
    ...facts().counters,
    computeUnitSeconds: 36_000,
    branches: new Map([["br-main", { computeUnitSeconds: 36_000, activeSeconds: 144_000 }]]),
  };
  const given = facts({
    counters,
    branches: [branch("main", { bytes: 1e10 }), branch("dev", { bytes: 9e9 })],
  });
  const { month, evidence, assumptions } = estimateFrom(given);
  const lines = bill(month, "launch").lines.map(({ item, cents }) => [item, dollars(cents)]);
  // 10 x 30 / 15.5 x 0.106 = 2.05; 10 GB for 720 of 744 hours x 0.35 = 3.39; dev's share is not known
  expect(lines).toEqual([
    ["compute", 2.05],
    ["storage of root branches", 3.39],
  ]);
  expect(evidence).toBe("estimated");
  expect(assumptions.join(" ")).toContain("is not known");
});

test("a project with nothing to find is left alone", () => {
  expect(suggested(facts())).toEqual([]);
});

test("a compute that never suspends and waits for nobody", () => {
  const idle = { suspendSeconds: -1, minCu: 1, lastActiveAt: "2026-11-10T12:00:00Z" };
  const [saving, ...others] = suggested(facts({ computes: [compute("main", idle)] }));
  // 744 x 0.222
  expect(saving).toMatchObject({
    saves: 165.17,
    change: expect.stringContaining("6 d"),
    how: expect.stringMatching(/^configure_compute .*"suspend_seconds":300/),
  });
  expect(others).toEqual([]);
  const used = { ...idle, lastActiveAt: "2026-11-16T11:00:00Z" };
  expect(suggested(facts({ computes: [compute("main", used)] }))).toEqual([]);
});

test("a child that nobody used for weeks, unless it expires, is protected or has children", () => {
  const old = compute("dev", { lastActiveAt: "2026-10-20T12:00:00Z" });
  const history = [...days({ childByteHours: 1e12 }), ...days({ childByteHours: 1e12 }, "br-dev")];
  const with_ = (...more: Parameters<typeof branch>[1][]) =>
    suggested(
      facts({
        branches: [
          branch("main"),
          ...more.map((each, index) => branch(index === 0 ? "dev" : `b${index}`, each)),
        ],
        computes: [compute("main"), old],
      }),
      history,
    ).map(({ how }) => how);
  expect(with_({})).toEqual(['delete_branch {"project":"calm-river-12345678","branch":"br-dev"}']);
  expect(with_({ expiresAt: "2026-12-01T00:00:00Z" })).toEqual([]);
  expect(with_({ isProtected: true })).toEqual([]);
  expect(
    with_({}, { parent: { id: "br-dev", name: "dev" }, createdAt: "2026-11-15T00:00:00Z" }),
  ).toEqual([]);
});

test("history beyond the default window, and snapshots of long ago", () => {
  const given = facts();
  const week = { ...given, project: { ...given.project, historySeconds: 7 * 86_400 } };
  const history = days({ historyByteHours: 1e12 });
  // 16e12 x 30 / 15.5 byte-hours are 41.62 GB-months, 8.32; a seventh is 1.19
  expect(suggested(week, history)).toMatchObject([
    {
      saves: 7.13,
      how: 'update_project {"project":"calm-river-12345678","history":"1d"}',
    },
  ]);
  const snapshot = {
    id: "snap-1",
    name: "spring",
    createdAt: "2026-04-01T00:00:00Z",
    isScheduled: false,
    bytes: 2e10,
  };
  // 20 x 0.09
  expect(suggested(facts({ snapshots: [snapshot] }))).toMatchObject([{ saves: 1.8 }]);
  for (const kept of [
    { ...snapshot, createdAt: "2026-11-01T00:00:00Z" },
    { ...snapshot, expiresAt: "2026-12-01T00:00:00Z" },
    { ...snapshot, isScheduled: true },
  ])
    expect(suggested(facts({ snapshots: [kept] }))).toEqual([]);
});

test("each suggestion is a call that the tool takes", () => {
  const given = facts();
  const everything = facts({
    project: { ...given.project, historySeconds: 7 * 86_400 },
    branches: [branch("main"), branch("dev")],
    computes: [
      compute("main", { suspendSeconds: -1, lastActiveAt: "2026-11-01T00:00:00Z" }),
      compute("dev", { lastActiveAt: "2026-10-01T00:00:00Z" }),
    ],
    snapshots: [
      { id: "s", name: "s", createdAt: "2026-01-01T00:00:00Z", isScheduled: false, bytes: 1e10 },
    ],
  });
  const used = { historyByteHours: 1e12, childByteHours: 1e12 };
  const found = suggested(everything, [...days(used), ...days(used, "br-dev")]);
  const named = new Map(
    Object.values(toolsets)
      .flatMap(({ tools }): readonly Tool[] => tools)
      .map((tool) => [tool.name, tool]),
  );
  expect(found.map(({ how }) => how.split(" ", 1).join("")).toSorted()).toEqual([
    "configure_compute",
    "delete_branch",
    "manage_snapshot",
    "update_project",
  ]);
  for (const { how } of found) {
    const [, name = "", args = ""] = /^(\w+) (.*)$/.exec(how) ?? [];
    const asked = JSON.parse(args) as object;
    // what it does not know it would pass over
    expect(named.get(name)?.input.parse(asked)).toMatchObject(asked);
  }
});

test("a forecast adds the months, each larger than the one before", () => {
  const usage = usageFrom({ plan: "launch", compute_hours: 0, cu: 0, storage_gb: 100 });
  // 35 x 1.1 = 38.50, 42.35, 46.585 (up to 46.59)
  expect(forecast(usage, "launch", 10).slice(0, 2)).toEqual([
    { months: 1, total: 38.5, last: 38.5 },
    { months: 3, total: 127.44, last: 46.59 },
  ]);
  expect(forecast(usage, "launch", 0)[2]).toEqual({ months: 12, total: 420, last: 35 });
});

test("a budget is spent when it is reached, at the latest on the last day", () => {
  expect(alertsOf(10, 1000n).map(({ after_days: at }) => at)).toEqual([16, 25, 31]);
  expect(alertsOf(10, 999n).at(-1)?.after_days).toBeUndefined();
  expect(alertsOf(10, 0n).every(({ after_days: at }) => at === undefined)).toBe(true);
});
