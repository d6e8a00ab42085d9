import { setTimeout as sleep } from "node:timers/promises";
import { ConsumptionHistoryGranularity } from "@neondatabase/api-client";
import { expect, test } from "vitest";
import { refusal, useProject } from "./fixture.ts";
import type { Plane } from "./harness.ts";

const on = useProject();

const METRICS = [
  "compute_unit_seconds",
  "root_branch_bytes_month",
  "child_branch_bytes_month",
  "instant_restore_bytes_month",
  "public_network_transfer_bytes",
  "private_network_transfer_bytes",
];
const OF_PROJECTS = [...METRICS, "snapshot_storage_bytes_month", "extra_branches_month"];

const span = () => {
  const now = Date.now();
  const from = new Date(now - 86_400_000).toISOString();
  const to = new Date(now + 86_400_000).toISOString();
  const granularity = ConsumptionHistoryGranularity.Daily;
  return { from, to, granularity, org_id: "org-local", project_ids: [on.project] };
};

type Periods = readonly {
  consumption: readonly { metrics?: readonly { metric_name: string; value: number }[] }[];
}[];
const sums = (periods: Periods = []): Record<string, number> => {
  const sum: Record<string, number> = {};
  for (const { metric_name: name, value } of periods.flatMap(({ consumption }) =>
    consumption.flatMap(({ metrics = [] }) => metrics),
  ))
    sum[name] = (sum[name] ?? 0) + value;
  return sum;
};

async function ofProject(plane: Plane = on.plane): Promise<Record<string, number>> {
  const { data, status } = await plane.api.getConsumptionHistoryPerProjectV2({
    ...span(),
    metrics: OF_PROJECTS,
  });
  expect(status).toBe(200);
  return sums(data.projects[0]?.periods);
}

async function ofBranch(id: string): Promise<Record<string, number>> {
  const { data } = await on.api.getConsumptionHistoryPerBranchV2({ ...span(), metrics: METRICS });
  return sums(data.branches.find(({ branch_id: of }) => of === id)?.periods);
}

test("a compute counts its size for as long as it runs, and not while it sleeps", async () => {
  const { id } = await on.create({ name: "measured" });
  const { data } = await on.api.listProjectBranchEndpoints(on.project, id);
  const [endpoint] = data.endpoints;
  if (endpoint === undefined) throw new Error("no endpoint");
  const resized = await on.api.updateProjectEndpoint(on.project, endpoint.id, {
    endpoint: { autoscaling_limit_min_cu: 2, autoscaling_limit_max_cu: 2 },
  });
  await on.finish(resized.data.operations);
  const cuSeconds = async () => (await ofBranch(id))["compute_unit_seconds"] ?? 0;
  const begun = Date.now();
  const before = await cuSeconds();
  let counted = 0;
  while (counted === 0 && Date.now() - begun < 60_000) {
    await sleep(50);
    counted = (await cuSeconds()) - before;
  }
  // two CU-seconds a second, each of the two rounded
  expect(counted).toBeGreaterThanOrEqual(1);
  expect(counted).toBeLessThanOrEqual((2 * (Date.now() - begun)) / 1000 + 1);
  const suspended = await on.api.suspendProjectEndpoint(on.project, endpoint.id);
  await on.finish(suspended.data.operations);
  const asleep = await cuSeconds();
  // awake, it would have used one and a half
  await sleep(750);
  expect(await cuSeconds()).toBe(asleep);
});

test("a root counts its size and its history, a child what was written on it", async () => {
  const main = await on.main();
  const { id } = await on.create({ name: "child" });
  await on.sql(id, "create table filled as select repeat('x', 1000) from generate_series(1, 5000)");
  await on.sql(id, "checkpoint").catch(() => {});
  await ofBranch(id);
  await sleep(500);
  const [root, child, project] = [await ofBranch(main.id), await ofBranch(id), await ofProject()];
  expect(root["root_branch_bytes_month"]).toBeGreaterThan(0);
  expect(root["instant_restore_bytes_month"]).toBeGreaterThan(0);
  expect(root["child_branch_bytes_month"]).toBe(0);
  expect(child["root_branch_bytes_month"]).toBe(0);
  expect(child["instant_restore_bytes_month"]).toBe(0);
  expect(project["root_branch_bytes_month"]).toBeGreaterThanOrEqual(
    root["root_branch_bytes_month"] ?? 0,
  );
});

test("snapshots and children are the project's", async () => {
  const main = await on.main();
  const { data } = await on.api.createSnapshot({
    projectId: on.project,
    branchId: main.id,
    name: "kept",
  });
  await on.finish(data.operations);
  const before = await ofProject();
  await sleep(500);
  const after = await ofProject();
  expect(after["snapshot_storage_bytes_month"]).toBeGreaterThan(
    before["snapshot_storage_bytes_month"] ?? 0,
  );
  // thousandths of an hour of two children: they show once they make a whole one, so only the rate is sure
  expect(after["extra_branches_month"]).toBeGreaterThanOrEqual(before["extra_branches_month"] ?? 0);
});

test.each([
  [{ org_id: "org-other" }, 404, "organization not found"],
  [{ from: "2020-01-01T00:00:00Z" }, 406, "the range is not valid"],
  [{ to: "2020-01-01T00:00:00Z" }, 406, "the range is not valid"],
  [{ metrics: ["bytes"] }, 400, "metrics has no value bytes"],
  [{ metrics: ["snapshot_storage_bytes_month"] }, 400, "metrics has no value"],
])("%j is refused with %i", async (given, status, words) => {
  const asked = { ...span(), metrics: METRICS, ...given };
  expect(await on.api.getConsumptionHistoryPerBranchV2(asked)).toMatchObject(
    refusal(status, words),
  );
});

test("what was counted is there after a restart, and storage goes on", async () => {
  const before = await ofProject();
  const again = await on.plane.reopen();
  try {
    const after = await ofProject(again);
    for (const name of ["compute_unit_seconds", "root_branch_bytes_month"])
      expect(after[name]).toBeGreaterThanOrEqual(before[name] ?? 0);
    expect(before["compute_unit_seconds"]).toBeGreaterThan(0);
  } finally {
    await again.close();
  }
});
