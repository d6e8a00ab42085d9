import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect, textOf } from "../../helpers/client.ts";
import { testDatabase } from "../../helpers/postgres.ts";
import { serve } from "../../helpers/served.ts";
import { type Harness, harness } from "../branch/harness.ts";

let on: Harness;
beforeAll(async () => {
  on = await harness(["--toolsets", "all"]);
});
afterAll(() => on[Symbol.asyncDispose]());

const workload = { plan: "launch", compute_hours: 200, cu: 0.5, storage_gb: 12, egress_gb: 600 };

interface Estimated {
  readonly evidence: string;
  readonly plan: string;
  readonly month: { total: number; so_far?: number; lines: { item: string; amount: number }[] };
  readonly by_branch: { branch: string; cu_hours: number; gb: number }[];
  readonly by_project?: { project: string; amount: number }[];
  readonly assumptions: string[];
  readonly forecast: { months: number; total: number; last: number }[];
  readonly plans: { plan: string; total: number; problems: string[] }[];
  readonly alerts: { at_percent: number; after_days?: number; notified: boolean }[];
  readonly savings: { change: string; saves: number; how: string }[];
}
const estimated = async (args: Record<string, unknown>): Promise<Estimated & { text: string }> => {
  const { structured, text } = await on.done("estimate_cost", args);
  return { ...(structured as unknown as Estimated), text };
};

test("a described month: its lines, the months after it, the other plans, when a budget is spent", async () => {
  const answer = await estimated({ workload: { ...workload, growth_percent: 10 }, budget: 30 });
  // 100 x 0.106 + 12 x 0.35 + 100 x 0.10
  expect(answer.month.total).toBe(24.8);
  expect(answer.month.lines.map(({ amount }) => Math.round(amount * 100))).toEqual([
    1060, 420, 1000,
  ]);
  // the first: 11.66 + 4.62 + 16.00; ten percent more of 600 GB is 160 GB beyond the allowance
  expect(answer.forecast[0]).toEqual({ months: 1, total: 32.28, last: 32.28 });
  expect(answer.plans.map(({ plan, problems }) => [plan, problems.length])).toEqual([
    ["free", 2],
    ["launch", 0],
    ["scale", 0],
  ]);
  // 24.80 of 31 days: 15 after 18.75 days, 24 after 30
  expect(answer.alerts).toEqual([
    { at_percent: 50, usd: 15, after_days: 19, notified: false },
    { at_percent: 80, usd: 24, after_days: 30, notified: true },
    { at_percent: 100, usd: 30, notified: true },
  ]);
  expect(answer.text).toContain("$24.80");
  expect(answer.text).toContain("prices of 2026-11-12");
  expect(answer.text).toContain("stops nothing");
});

test("a cheaper plan is named only where the same fits on it", async () => {
  const small = { plan: "scale", compute_hours: 100, cu: 0.25, storage_gb: 0.5 };
  const [saving] = (await estimated({ workload: small })).savings;
  // 25 x 0.222 + 0.5 x 0.35 = 5.55 + 0.18
  expect(saving).toMatchObject({ saves: 5.73, change: expect.stringContaining("Plan free") });
  expect((await estimated({ workload: { ...small, plan: "free" } })).savings).toEqual([]);
  const large = await estimated({ workload: { ...small, cu: 20 } });
  expect(large.savings).toEqual([]);
});

test("a project by what was measured: branches, pace and what is taken for granted", async () => {
  await on.done("create_branch", { name: "dev" });
  await on.rows("dev", "select 1");
  const cuHoursOfDev = ({ by_branch }: Estimated): number =>
    by_branch.find(({ branch }) => branch === "dev")?.cu_hours ?? 0;
  let answer = await estimated({ project: "local" });
  // Neon counts whole CU-seconds, and the smallest compute needs some for its first
  for (const end = Date.now() + 60_000; cuHoursOfDev(answer) === 0 && Date.now() < end;) {
    await sleep(100);
    answer = await estimated({ project: "local" });
  }
  expect(answer.evidence).toBe("measured");
  expect(answer.plan).toBe("launch");
  expect(answer.by_branch.map(({ branch }) => branch).toSorted()).toEqual(["dev", "main"]);
  expect(cuHoursOfDev(answer)).toBeGreaterThan(0);
  expect(answer.month.so_far).toBeLessThanOrEqual(answer.month.total);
  const sum = answer.month.lines.reduce((cents, { amount }) => cents + Math.round(amount * 100), 0);
  expect(sum).toBe(Math.round(answer.month.total * 100));
  expect(answer.text).toContain("ask again later");
  expect(answer.text).toMatch(/ \(measured so far, then its pace\), \$[\d.]+ of it so far;/);
  expect(answer.text).toContain("costs nothing");
});

test("an organization is the sum of its projects", async () => {
  await on.done("create_project", { name: "second" });
  const answer = await estimated({ organization: "org-local", budget: 1000 });
  const parts = [await estimated({ project: "local" }), await estimated({ project: "second" })];
  expect(answer.by_project?.map(({ project }) => project).toSorted()).toEqual(["local", "second"]);
  // a little later each of them is a little more
  const [sum, later] = [answer.month.total, parts.reduce((all, { month }) => all + month.total, 0)];
  expect(Math.abs(sum - later)).toBeLessThan(Math.max(1, later));
  const items = new Set(answer.month.lines.map(({ item }) => item));
  expect(items.size).toBe(answer.month.lines.length);
  expect(answer.text).toContain("second");
});

test.each([
  [{ organization: "org-other" }, "NOT_FOUND", "org-local"],
  [{ project: "local", workload }, "INVALID_INPUT", "different questions"],
  [{ project: "nowhere" }, "NOT_FOUND", "`local`"],
])("%j is refused", async (args, code, words) => {
  const { text, isError } = await on.call("estimate_cost", args);
  expect(isError).toBe(true);
  expect(text.startsWith(code), text).toBe(true);
  expect(text).toContain(words);
});

test("beside one database a workload is computed, and a project is not there", async () => {
  await using database = await testDatabase();
  await using server = serve(database.url, ["--toolsets", "all"]);
  await using client = await connect(server.config);
  const ask = (args: Record<string, unknown>) =>
    client.callTool({ name: "estimate_cost", arguments: args });
  expect(textOf(await ask({ workload }))).toContain("$24.80");
  const refused = textOf(await ask({}));
  expect(refused).toMatch(/^UNSUPPORTED/);
  expect(refused).toContain("`workload`");
});
