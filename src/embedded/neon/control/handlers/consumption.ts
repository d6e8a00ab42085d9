import { createHash } from "node:crypto";
import { oneOf, time } from "../api/check.ts";
import { ApiError, invalid, notFound } from "../api/error.ts";
import type { Reply, Routes } from "../api/router.ts";
import type { Control } from "../control.ts";
import {
  beginOf,
  type Counted,
  endOf,
  type Granularity,
  HOUR_MS,
  type Ledger,
  NOTHING,
  plus,
  spansOf,
} from "../usage/ledger.ts";
import { type Meter, rowOf } from "../usage/meter.ts";
import { ORGANIZATION } from "../views/project.ts";
import { pageOf } from "./page.ts";

/** The API's names. Nothing is sent over a network here, so the transfers are what they are: none. */
const METRICS: Readonly<Record<string, (counted: Counted) => number>> = {
  compute_unit_seconds: ({ computeUnitSeconds }) => computeUnitSeconds,
  root_branch_bytes_month: ({ rootByteHours }) => rootByteHours,
  child_branch_bytes_month: ({ childByteHours }) => childByteHours,
  instant_restore_bytes_month: ({ historyByteHours }) => historyByteHours,
  public_network_transfer_bytes: () => 0,
  private_network_transfer_bytes: () => 0,
};
const OF_PROJECTS: typeof METRICS = {
  ...METRICS,
  snapshot_storage_bytes_month: ({ snapshotByteHours }) => snapshotByteHours,
  extra_branches_month: ({ childBranchHours }) => childBranchHours,
};

const DAY_MS = 24 * HOUR_MS;
/** How far back each goes, in milliseconds. */
const REACH: Readonly<Record<Granularity, number>> = {
  hourly: 168 * HOUR_MS,
  daily: 60 * DAY_MS,
  monthly: 366 * DAY_MS,
};

/** As on Launch, whose prices are those of the cheapest plan that has a history. */
const PLAN = "launch";

export const consumptionRoutes = (control: Control, meter: Meter): Routes => ({
  "GET /consumption_history/v2/projects": async ({ query }) => {
    const asked = read(query, OF_PROJECTS);
    const wanted = ids(query, "project_ids");
    const ledger = await meter.now();
    const found = Object.values(control.store.state.projects).filter(
      ({ id }) => wanted.length === 0 || wanted.includes(id),
    );
    const key = ({ createdAt }: { createdAt: string }): string => createdAt;
    const page = pageOf(found, query, { key, descending: true, limit: 10, most: 100 });
    const projects = page.rows.map(({ id }) => ({
      project_id: id,
      periods: periodsOf(wholeProject(ledger, id, asked.granularity), id, asked),
    }));
    return reply({ projects }, page.next);
  },
  "GET /consumption_history/v2/branches": async ({ query }) => {
    const asked = read(query, METRICS);
    const projects = ids(query, "project_ids");
    if (projects.length === 0) throw invalid("project_ids is required");
    const wanted = ids(query, "branch_ids");
    const ledger = await meter.now();
    // branches that are gone have used something, too
    const found = rowsOf(ledger).filter(
      ({ project, id }) =>
        projects.includes(project) && (wanted.length === 0 || wanted.includes(id)),
    );
    const page = pageOf(found, query, { key: ({ project }) => project, limit: 100, most: 1000 });
    const branches = page.rows.map(({ project, id }) => ({
      project_id: project,
      branch_id: id,
      periods: periodsOf(spansOf(ledger, rowOf(project, id), asked.granularity), project, asked),
    }));
    return reply({ branches }, page.next);
  },
});

interface Asked {
  readonly granularity: Granularity;
  readonly from: number;
  readonly to: number;
  readonly metrics: readonly (readonly [name: string, of: (counted: Counted) => number])[];
}

/** Throws 400, 404 for another organization, and 406 for what lies too far back. */
function read(query: URLSearchParams, known: typeof METRICS): Asked {
  const given = (name: string): string => {
    const value = query.get(name);
    if (value === null || value === "") throw invalid(`${name} is required`);
    return value;
  };
  if (given("org_id") !== ORGANIZATION) throw notFound("organization");
  const granularity = oneOf("hourly", "daily", "monthly")(given("granularity"), "granularity");
  const [from = 0, to = 0] = (["from", "to"] as const).map((name) =>
    beginOf(time(given(name), name).getTime(), granularity),
  );
  if (to <= from || from < beginOf(Date.now() - REACH[granularity], granularity))
    throw new ApiError(406, `the range is not valid for ${granularity} consumption`);
  const metrics = ids(query, "metrics").map((name) => {
    const of = known[name];
    if (of === undefined) throw invalid(`metrics has no value ${name} here`);
    return [name, of] as const;
  });
  if (metrics.length === 0) throw invalid("metrics is required");
  return { granularity, from, to, metrics };
}

/** Repeated, or separated by commas. */
const ids = (query: URLSearchParams, name: string): string[] =>
  query.getAll(name).flatMap((value) => value.split(",").filter((id) => id !== ""));

/** Places that are branches: a project's own row has one word. */
function rowsOf(ledger: Ledger): { readonly project: string; readonly id: string }[] {
  const names = new Set(Object.values(ledger).flatMap((rows) => Object.keys(rows)));
  return [...names].flatMap((name) => {
    const [project = "", id] = name.split(" ");
    return id === undefined ? [] : [{ project, id }];
  });
}

/** What the project has by itself and what its branches have. */
function wholeProject(ledger: Ledger, id: string, granularity: Granularity) {
  const own = spansOf(ledger, id, granularity);
  const all = rowsOf(ledger)
    .filter(({ project }) => project === id)
    .map((row) => spansOf(ledger, rowOf(row.project, row.id), granularity));
  const begins = new Set([own, ...all].flatMap((spans) => [...spans.keys()]));
  return new Map(
    [...begins]
      .toSorted((a, b) => a - b)
      .map((begin) => [
        begin,
        [own, ...all].map((spans) => spans.get(begin) ?? NOTHING).reduce(plus),
      ]),
  );
}

/** A billing period is a month. */
function periodsOf(
  spans: ReadonlyMap<number, Counted>,
  project: string,
  { granularity, from, to, metrics }: Asked,
): object[] {
  const within = [...spans].filter(([begin]) => begin >= from && begin < to);
  const months = new Set(within.map(([begin]) => beginOf(begin, "monthly")));
  return Array.from(months, (month) => {
    const end = endOf(month, "monthly");
    return {
      period_id: uuidOf(`${project} ${month}`),
      period_plan: PLAN,
      period_start: iso(month),
      ...(end > Date.now() ? {} : { period_end: iso(end) }),
      consumption: within
        .filter(([begin]) => beginOf(begin, "monthly") === month)
        .map(([begin, counted]) => ({
          timeframe_start: iso(begin),
          timeframe_end: iso(endOf(begin, granularity)),
          metrics: metrics.map(([name, of]) => ({
            metric_name: name,
            value: Math.round(of(counted)),
          })),
        })),
    };
  });
}

const iso = (time: number): string => new Date(time).toISOString();

/** The same each time, as an id has to be. */
function uuidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return [
    [0, 8],
    [8, 12],
    [12, 16],
    [16, 20],
    [20, 32],
  ]
    .map(([start, end]) => hex.slice(start, end))
    .join("-");
}

const reply = (body: object, next: string | undefined): Reply => ({
  status: 200,
  body: { ...body, ...(next === undefined ? {} : { pagination: { cursor: next } }) },
});
