import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Call } from "../../../../src/core/tool.ts";
import { checkHealth, type Health } from "../../../../src/health/check.ts";
import { localNeon, type LocalNeon } from "../../../helpers/local-neon.ts";
import { serveNeon } from "../../../helpers/served.ts";

let neon: LocalNeon;
let server: ReturnType<typeof serveNeon>;
beforeAll(async () => {
  neon = await localNeon();
  server = serveNeon(neon);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await neon[Symbol.asyncDispose]();
});

const said: string[] = [];

function check(slo: number, signal = new AbortController().signal): Promise<Health> {
  const progress: Call["progress"] = (_done, message) => said.push(message);
  const call: Call = { signal, progress, confirm: async () => {} };
  return checkHealth({ areas: ["cold_start"], slo_ms: slo }, server.config.deps, call);
}

async function branches(): Promise<string[]> {
  const [project] = (await neon.api.listProjects({})).data.projects;
  const { data } = await neon.api.listProjectBranches({ projectId: project?.id ?? "" });
  return data.branches.map(({ name }) => name);
}

test("a cold start takes longer than a warm one, is told against the objective, and leaves no branch", async () => {
  const health = await check(1);
  expect(health.skipped).toEqual([]);
  expect(health.verdicts).toMatchObject([{ area: "cold_start", verdict: "watch" }]);
  const figures: Record<string, unknown> = health.verdicts[0]?.figures ?? {};
  for (const kind of ["direct", "pooled"]) {
    const [cold, slowest, warm] = ["cold_p50_ms", "cold_p95_ms", "warm_p50_ms"].map((name) =>
      Number(figures[`${kind}_${name}`]),
    );
    expect(cold).toBeGreaterThan(warm ?? Infinity);
    expect(slowest).toBeGreaterThanOrEqual(cold ?? Infinity);
  }
  expect(health.findings[0]).toMatchObject({ rule: "cold-start-over-slo", evidence: "measured" });
  expect(health.findings[0]?.message).toContain("$19.72 a month at 0.25 CU (launch");
  expect(said.filter((message) => message.startsWith("Suspending"))).toHaveLength(10);
  expect(await branches()).toEqual(["main"]);
});

test("without the right to change anything it is skipped, and nothing is changed", async () => {
  const { data } = await neon.api.listProjects({});
  const projectId = data.projects[0]?.id ?? "";
  const operations = async (): Promise<number> =>
    (await neon.api.listProjectOperations({ projectId })).data.operations.length;
  const before = await operations();
  await using reading = serveNeon(neon, ["--access", "read"]);
  const { signal } = new AbortController();
  const call: Call = { signal, progress: () => {}, confirm: async () => {} };
  const health = await checkHealth({ areas: ["cold_start"] }, reading.config.deps, call);
  expect(health.verdicts).toEqual([]);
  expect(health.skipped).toMatchObject([
    { area: "cold_start", reason: expect.stringMatching(/^READ_ONLY: .*--access/) },
  ]);
  expect(await branches()).toEqual(["main"]);
  expect(await operations()).toBe(before);
});

test("who goes away meanwhile leaves no branch either", async () => {
  said.length = 0;
  const gone = new AbortController();
  const checking = check(60_000, gone.signal);
  while (!said.some((message) => message.startsWith("Suspending"))) await sleep(20);
  expect(await branches()).toHaveLength(2);
  gone.abort();
  await expect(checking).rejects.toThrow(/cancel|abort/i);
  expect(await branches()).toEqual(["main"]);
});
