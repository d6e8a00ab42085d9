import type { SnapshotDetails } from "../core/manage/snapshots.ts";
import { PLANS, type PlanName } from "../core/neon-facts.ts";
import { planFor } from "../core/plan.ts";
import { snapshotPrice } from "./price.ts";
import type { Given, Managed } from "./request.ts";

/** The snapshots of a project, or those made of one branch, newest first, with what they cost and how many more there may be. */
export async function listSnapshots({ request, project, neon, call }: Given): Promise<Managed> {
  const { signal } = call;
  const [all, branches, plan] = await Promise.all([
    neon.manage.snapshots.all(project.id, signal),
    neon.branches(project.id, signal),
    planFor(neon, project.id, signal),
  ]);
  const of =
    request.branch === undefined
      ? undefined
      : await neon.branch({ project: project.id, branch: request.branch }, signal);
  const snapshots = all.filter(
    ({ sourceBranchId }) => of === undefined || sourceBranchId === of.id,
  );
  return {
    snapshots,
    branches: new Map(branches.map(({ id, name }) => [id, name])),
    plan,
    price: snapshotPrice(bytesOf(snapshots), plan),
    left: roomLeft(all, plan),
    ...(of === undefined
      ? {}
      : {
          schedule: {
            branch: of,
            entries: await neon.manage.snapshots.schedule(of, signal),
          },
        }),
  };
}

/** Those of a schedule do not count. */
export function roomLeft(
  all: readonly SnapshotDetails[],
  plan: PlanName | undefined,
): number | undefined {
  if (plan === undefined) return undefined;
  const made = all.filter(({ isScheduled }) => !isScheduled).length;
  return Math.max(0, PLANS[plan].snapshotsManualMost - made);
}

const bytesOf = (snapshots: readonly SnapshotDetails[]): number =>
  snapshots.reduce((sum, { bytes = 0 }) => sum + bytes, 0);
