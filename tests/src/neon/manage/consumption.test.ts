import { expect, test } from "vitest";
import { type Answer, branch, project, refusal, scriptedApi } from "../scripted-api.ts";

const ID = "calm-sea-123456";
const { signal } = new AbortController();
const span = { from: new Date("2026-11-01T00:00:00Z"), to: new Date("2026-12-01T00:00:00Z") };

const { active_time: _, ...own } = project(ID);
const owned = (more: object = {}) => ({
  body: {
    project: {
      ...own,
      data_storage_bytes_hour: 7e9,
      data_transfer_bytes: 5,
      written_data_bytes: 0,
      compute_time_seconds: 3600,
      active_time_seconds: 14_400,
      consumption_period_start: "2026-11-01T00:00:00Z",
      consumption_period_end: "2026-12-01T00:00:00Z",
      ...more,
    },
  },
});
const periods = (metrics: Record<string, number>) => [
  {
    period_id: "79ec829f-1828-4006-ac82-9f1828a0067d",
    period_plan: "scale",
    period_start: "2026-11-01T00:00:00Z",
    consumption: [
      {
        timeframe_start: "2026-11-20T00:00:00Z",
        timeframe_end: "2026-11-21T00:00:00Z",
        metrics: Object.entries(metrics).map(([metric_name, value]) => ({ metric_name, value })),
      },
    ],
  },
];

const neonThat = (history: (url: URL) => Answer, org_id?: string) =>
  scriptedApi(({ url }) => {
    const asked = new URL(url, "http://api");
    return asked.pathname.startsWith("/consumption_history")
      ? history(asked)
      : owned(org_id === undefined ? {} : { org_id });
  });

test("by day, of the project and of all pages of its branches; what is not in an answer was not used", async () => {
  const many = Array.from({ length: 1000 }, (_, index) => `br-${index}`);
  await using api = await neonThat(({ pathname, searchParams }) => {
    expect(searchParams.get("org_id")).toBe("org-one");
    if (pathname.endsWith("/projects"))
      return {
        body: {
          projects: [
            {
              project_id: ID,
              periods: periods({ compute_unit_seconds: 900, extra_branches_month: 48 }),
            },
          ],
        },
      };
    const ids = searchParams.has("cursor") ? ["br-last"] : many;
    const branches = ids.map((branch_id) => ({
      project_id: ID,
      branch_id,
      periods: periods({ child_branch_bytes_month: 5e9 }),
    }));
    return { body: { branches, pagination: { cursor: "more" } } };
  }, "org-one");
  const days = await api.neon.manage.consumption.of(ID, span, signal);
  expect(days).toHaveLength(1 + 1000 + 1);
  expect(days?.[0]).toEqual({
    from: "2026-11-20T00:00:00Z",
    to: "2026-11-21T00:00:00Z",
    plan: "scale",
    used: {
      computeUnitSeconds: 900,
      rootByteHours: 0,
      childByteHours: 0,
      historyByteHours: 0,
      publicBytes: 0,
      privateBytes: 0,
      childBranchHours: 48,
    },
  });
  expect(days?.at(-1)).toMatchObject({ branch: "br-last", used: { childByteHours: 5e9 } });
  expect(api.violations).toEqual([]);
});

test.each([
  ["a plan without a history", 403, "org-one"],
  ["a project of an organization that the account is not in", 404, "org-one"],
  ["a project of no organization", 500, undefined],
])("%s has none", async (_, status, organization) => {
  await using api = await neonThat(() => refusal(status, "no"), organization);
  expect(await api.neon.manage.consumption.of(ID, span, signal)).toBeUndefined();
});

test("another refusal is an error", async () => {
  await using api = await neonThat(() => refusal(406, "range"), "org-one");
  await expect(api.neon.manage.consumption.of(ID, span, signal)).rejects.toThrow("406");
});

test("counters are those of every plan", async () => {
  const counted = { compute_time_seconds: 60, active_time_seconds: 240 };
  await using api = await scriptedApi(({ url }) =>
    url.includes("/branches")
      ? {
          body: {
            branches: [{ ...branch("br-1", "main"), ...counted }],
            annotations: {},
            pagination: {},
          },
        }
      : owned(),
  );
  expect(await api.neon.manage.consumption.counters(ID, signal)).toEqual({
    from: "2026-11-01T00:00:00Z",
    computeUnitSeconds: 3600,
    activeSeconds: 14_400,
    storageByteHours: 7e9,
    transferBytes: 5,
    branches: new Map([["br-1", { computeUnitSeconds: 60, activeSeconds: 240 }]]),
  });
});
