import { afterAll, beforeAll, expect, test } from "vitest";
import { costsOf } from "../../../src/project/plan.ts";
import { type Harness, harness } from "../branch/harness.ts";

let on: Harness;
beforeAll(async () => {
  on = await harness(["--toolsets", "project,branch,query"]);
});
afterAll(() => on[Symbol.asyncDispose]());

const names = async (): Promise<string[]> =>
  (await on.neon.api.listProjects({})).data.projects.map(({ name }) => name).toSorted();

test("a project with its settings can be used at once", async () => {
  const made = await on.done("create_project", {
    name: "shop",
    history: "7d",
    compute: { min_cu: 0.5, max_cu: 1, suspend_seconds: 120 },
    postgres: 18,
  });
  expect(made.structured).toMatchObject({
    project: { name: "shop", postgres: 18, history_seconds: 604_800, min_cu: 0.5, max_cu: 1 },
    branch: "main",
  });
  const { structured } = await on.done("run_sql", {
    sql: "select current_setting('server_version_num')::int / 10000, current_setting('max_connections')",
    target: { project: "shop" },
  });
  // max_connections of 1 CU, by Neon's table
  expect(structured).toMatchObject({ results: [{ rows: [[18, "419"]] }] });
});

test("wrong input is refused with what is possible, and leaves nothing", async () => {
  const before = await names();
  for (const [args, words] of [
    [{ history: "60d" }, "At most: free 6 hours, launch 7 days, scale 30 days (plans as of 20"],
    [{ history: "a week" }, "Write hours or days"],
    [{ compute: { min_cu: 2, max_cu: 1 } }, "cannot range from 2 to 1 CU"],
    [{ compute: { min_cu: 0.3, max_cu: 20 } }, "over 8 CU at most"],
    [{ compute: { suspend_seconds: 30 } }, "after 30 s"],
    [{ compute: { cu: 1 } }, "cu"],
    [{ region: "mars-1" }, "region_id has to be local-1"],
    [{ postgres: 12 }, "pg_version"],
  ] as const) {
    const refused = await on.call("create_project", args);
    expect(refused.text).toMatch(/^INVALID_INPUT/);
    expect(refused.text).toContain(words);
  }
  expect(await names()).toEqual(before);
});

test("a lost answer is found again, once", async () => {
  await on.neon.setFaults([
    { kind: "disconnect", when: "after", method: "POST", path: "/projects" },
  ]);
  const made = await on.done("create_project", { name: "lost" });
  expect(made.structured).toMatchObject({ project: { name: "lost" }, branch: "main" });
  expect((await names()).filter((name) => name === "lost")).toHaveLength(1);
  await on.neon.setFaults([
    { kind: "disconnect", when: "before", method: "POST", path: "/projects" },
  ]);
  const refused = await on.call("create_project", { name: "never" });
  expect(refused.text).toMatch(/^UNAVAILABLE.*There is no new project\./);
  expect(await names()).not.toContain("never");
});

test("nothing is made where nothing may be changed", async () => {
  await using reading = await harness(["--toolsets", "project,branch", "--access", "read"]);
  await expect(reading.call("create_project", { name: "no" })).rejects.toThrow("not found");
  expect((await reading.neon.api.listProjects({})).data.projects).toHaveLength(1);
});

test("costs are those of the plan, with their day", () => {
  const computeSize = { minCu: 0.25, maxCu: 2, suspendSeconds: 0 };
  expect(costsOf({ subscription: "launch_v3", computeSize })).toMatch(
    /^A compute costs \$0\.0265 to \$0\.212 per hour that it runs; storage \$0\.35, history \$0\.2 per GB-month \(launch plan, prices of \d{4}-/,
  );
  expect(costsOf({ subscription: "free_v3", computeSize })).toMatch(/^Free up to 100 CU-hours/);
  expect(costsOf({ subscription: "UNKNOWN", computeSize })).toBeUndefined();
});
