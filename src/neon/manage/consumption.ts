import type * as api from "@neondatabase/api-client";
import { ToolError } from "../../core/errors.ts";
import type {
  Consumption,
  ConsumptionOf,
  Counters,
  ReadConsumption,
} from "../../core/manage/consumption.ts";
import type { Managing } from "../manage.ts";
import { allPages, PAGE } from "../paging.ts";
import { quoted } from "../resolve.ts";
import { seconds } from "../shapes.ts";

/** Those that both lists have. */
const METRICS = {
  compute_unit_seconds: "computeUnitSeconds",
  root_branch_bytes_month: "rootByteHours",
  child_branch_bytes_month: "childByteHours",
  instant_restore_bytes_month: "historyByteHours",
  public_network_transfer_bytes: "publicBytes",
  private_network_transfer_bytes: "privateBytes",
} as const;
const PROJECT_METRICS = {
  ...METRICS,
  snapshot_storage_bytes_month: "snapshotByteHours",
  extra_branches_month: "childBranchHours",
} as const;

/** The API's largest page of branches there. */
const BRANCHES = 1000;

/** Consumption is asked by the day: the API keeps 60 of them, and a day of a few branches more or less changes cents. */
export function readConsumption({ requests, projects }: Managing): ReadConsumption {
  return {
    async of(name, { from, to }, signal) {
      const project = await projects.one(name, signal);
      const what = `tell the consumption of project ${quoted(project.name)}`;
      const { project: details } = await requests.read({ what, signal }, (client, params) =>
        client.getProject(project.id, params),
      );
      if (details.org_id === undefined) return undefined;
      const query = {
        project_ids: [project.id],
        org_id: details.org_id,
        granularity: "daily" as api.ConsumptionHistoryGranularity,
        from: seconds(from),
        to: seconds(to),
      };
      try {
        const { projects: whole } = await requests.read({ what, signal }, (client, params) =>
          client.getConsumptionHistoryPerProjectV2(
            { ...query, limit: 1, metrics: Object.keys(PROJECT_METRICS) },
            params,
          ),
        );
        const parts = await allPages(async (cursor) => {
          const metrics = Object.keys(METRICS);
          const asked = { ...query, limit: BRANCHES, metrics };
          const { branches, pagination } = await requests.read({ what, signal }, (client, params) =>
            client.getConsumptionHistoryPerBranchV2(
              cursor === undefined ? asked : { ...asked, cursor },
              params,
            ),
          );
          const next = branches.length < BRANCHES ? undefined : pagination?.cursor;
          return { items: branches, next };
        });
        return [
          ...whole.flatMap(({ periods }) => daysOf(periods)),
          ...parts.flatMap(({ branch_id: branch, periods }) =>
            daysOf(periods).map((day) => ({ ...day, branch })),
          ),
        ];
      } catch (error) {
        // 403: the plan has none; 404: the project is another organization's, and shared with this account
        if (error instanceof ToolError && ["PERMISSION", "NOT_FOUND"].includes(error.code))
          return undefined;
        throw error;
      }
    },

    async counters(name, signal) {
      const project = await projects.one(name, signal);
      const what = `tell the counters of project ${quoted(project.name)}`;
      const { project: whole } = await requests.read({ what, signal }, (client, params) =>
        client.getProject(project.id, params),
      );
      const branches = await allPages(async (cursor) => {
        const query = { projectId: project.id, limit: PAGE };
        const page = await requests.read({ what, signal }, (client, params) =>
          client.listProjectBranches(cursor === undefined ? query : { ...query, cursor }, params),
        );
        return { items: page.branches, next: page.pagination?.next };
      });
      return {
        ...countersFrom(whole),
        from: whole.consumption_period_start,
        storageByteHours: whole.data_storage_bytes_hour,
        transferBytes: whole.data_transfer_bytes,
        branches: new Map(branches.map((branch) => [branch.id, countersFrom(branch)])),
      };
    },
  };
}

const countersFrom = (
  of: Pick<api.Branch, "compute_time_seconds" | "active_time_seconds">,
): Counters => ({
  computeUnitSeconds: of.compute_time_seconds,
  activeSeconds: of.active_time_seconds,
});

const daysOf = (periods: readonly api.ConsumptionHistoryPerPeriodV2[]): ConsumptionOf[] =>
  periods.flatMap(({ period_plan: plan, consumption }) =>
    consumption.map(({ timeframe_start: from = "", timeframe_end: to = "", metrics = [] }) => ({
      from,
      to,
      plan,
      used: consumptionFrom(metrics),
    })),
  );

/** What is not in the list was not used. */
function consumptionFrom(metrics: readonly api.ConsumptionMetricValue[]): Consumption {
  const values = new Map(metrics.map(({ metric_name: name, value }) => [name, value]));
  const named = Object.entries(PROJECT_METRICS).flatMap(([name, field]) =>
    values.has(name) || name in METRICS ? [[field, values.get(name) ?? 0]] : [],
  );
  return Object.fromEntries(named) as Consumption;
}
