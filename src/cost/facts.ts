import type { Deps } from "../core/deps.ts";
import type { Compute } from "../core/manage/computes.ts";
import type { ConsumptionOf, PeriodCounters } from "../core/manage/consumption.ts";
import type { ProjectDetails } from "../core/manage/projects.ts";
import type { SnapshotDetails } from "../core/manage/snapshots.ts";
import type { Branch } from "../core/neon.ts";

/** What can be found out about a project without waking any of its computes. */
export interface ProjectFacts {
  readonly project: ProjectDetails;
  readonly branches: readonly Branch[];
  readonly computes: readonly Compute[];
  readonly snapshots: readonly SnapshotDetails[];
  readonly counters: PeriodCounters;
  /** Of this month, by day; undefined where the plan has none. */
  readonly consumption: readonly ConsumptionOf[] | undefined;
  /** Of the month before, where there is any. */
  readonly before: readonly ConsumptionOf[] | undefined;
  readonly month: Month;
}

/** The calendar's, in UTC: as Neon bills. */
export interface Month {
  readonly from: Date;
  readonly now: Date;
  readonly to: Date;
}

export function monthOf(now: Date): Month {
  const [year, month] = [now.getUTCFullYear(), now.getUTCMonth()];
  return { from: new Date(Date.UTC(year, month)), now, to: new Date(Date.UTC(year, month + 1)) };
}

export async function readFacts(
  deps: Deps,
  name: string | undefined,
  signal: AbortSignal,
): Promise<ProjectFacts> {
  const neon = await deps.neon("read");
  const { id } = await neon.project(name, signal);
  const month = monthOf(new Date());
  const [project, branches, computes, snapshots, counters, consumption] = await Promise.all([
    neon.manage.projects.details(id, signal),
    neon.branches(id, signal),
    neon.manage.computes.all(id, signal),
    neon.manage.snapshots.all(id, signal),
    neon.manage.consumption.counters(id, signal),
    neon.manage.consumption.of(id, month, signal),
  ]);
  const { from } = monthOf(new Date(month.from.getTime() - 1));
  const hadMonth = consumption !== undefined && Date.parse(project.createdAt) <= from.getTime();
  const before = hadMonth
    ? await neon.manage.consumption.of(id, { from, to: month.from }, signal)
    : undefined;
  return { project, branches, computes, snapshots, counters, consumption, before, month };
}
