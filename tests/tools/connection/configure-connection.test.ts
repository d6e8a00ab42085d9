import { afterAll, beforeAll, expect, test } from "vitest";
import { type Answer, type Harness, harness } from "../branch/harness.ts";

let on: Harness;
beforeAll(async () => {
  on = await harness(["--toolsets", "all"]);
});
afterAll(() => on[Symbol.asyncDispose]());

const file = ({ structured }: Answer, path: string): string => {
  const files = structured["files"] as { path: string; content: string }[];
  return files.find((one) => one.path === path)?.content ?? "";
};
const poolOf = ({ structured }: Answer) =>
  structured["pool"] as { size: number; ceiling: number; why: string };
const rules = ({ structured }: Answer) =>
  (structured["findings"] as { rule: string; message: string }[]).map(({ rule }) => rule);

test("names only, the address for each use, and a role's limits", async () => {
  const made = await on.done("configure_connection", { stack: "node-postgres" });
  expect(file(made, ".env.example")).toMatch(/^DATABASE_URL=$[^]*^DATABASE_URL_UNPOOLED=$/m);
  expect(file(made, "timeouts.sql")).toContain(
    "alter role current_user set statement_timeout = '30s'",
  );
  expect(file(made, "pool.ts")).toContain("max: 10,");
  expect(made.structured["addresses"]).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ kind: "pooled", variable: "DATABASE_URL" }),
      {
        for: "migrations, pg_dump and pg_restore",
        kind: "direct",
        variable: "DATABASE_URL_UNPOOLED",
      },
    ]),
  );
  expect(made.structured["evidence"]).toBe("measured");
  expect(made.structured["target"]).toBeUndefined();
});

test("a health check that keeps the compute awake has a price", async () => {
  const { text } = await on.done("configure_connection", { stack: "pg" });
  // 0.25 CU for 744 hours at $0.106 and $0.222
  expect(text).toContain("186 CU-hours a month ($19.72 on Launch, $41.29 on Scale; Free has 100");
});

test("without a target the smallest compute is reckoned with, and said so", async () => {
  const made = await on.done("configure_connection", {
    stack: "pg",
    instances: 30,
    concurrency: 8,
  });
  expect(poolOf(made)).toMatchObject({ size: 3, ceiling: 93 });
  expect(poolOf(made).why).toMatch(/max_connections 104 \(a compute of 0.25 CU as of 20\d\d-/);
  expect(rules(made)).toEqual(["pooler-waits"]);
});

test("a target's max_connections, suspend time and role are asked of it", async () => {
  const compute = { min_cu: 0.5, max_cu: 1, suspend_seconds: 120 };
  await on.done("create_branch", { name: "larger", compute });
  const request = { stack: "fastapi", instances: 100, target: { branch: "larger" } };
  const made = await on.done("configure_connection", request);
  expect(made.structured["target"]).toMatchObject({ branch: "larger" });
  expect(poolOf(made)).toMatchObject({ size: 3, ceiling: Math.floor(419 * 0.9) });
  expect(poolOf(made).why).toContain("max_connections 419 (measured)");
  expect(file(made, "database.py")).toContain("pool_recycle=96,");
  expect(rules(made)).toEqual(["application-role", "statement-timeout"]);
  // 0.5 CU for 744 hours at $0.106
  expect(made.text).toContain("372 CU-hours a month ($39.43 on Launch");
  const sql = "alter role current_user set statement_timeout = '30s'";
  await on.done("run_sql", { sql, mode: "write", target: { branch: "larger" } });
  expect(rules(await on.done("configure_connection", request))).toEqual(["application-role"]);
});

test("a function has one connection unless it serves more at once", async () => {
  const one = await on.done("configure_connection", {
    stack: "pg",
    runtime: "serverless",
    instances: 500,
  });
  expect(poolOf(one)).toMatchObject({ size: 1, ceiling: 93 });
  expect(file(one, "pool.ts")).toMatch(/max: 1,[^]*allowExitOnIdle: true/);
  const four = { stack: "pg", runtime: "serverless", instances: 20, concurrency: 4 };
  expect(poolOf(await on.done("configure_connection", four)).size).toBe(4);
  const many = { stack: "pg", runtime: "serverless", instances: 12_000 };
  expect(rules(await on.done("configure_connection", many))).toEqual([
    "pooler-clients",
    "pooler-waits",
  ]);
});

test("a stack by an alias or another spelling; the nearest for a slip, and no TCP at the edge", async () => {
  const alias = await on.done("configure_connection", { stack: "FastAPI SQLModel" });
  expect(alias.structured["stack"]).toBe("fastapi-sqlmodel");
  const slip = await on.call("configure_connection", { stack: "node-postgress" });
  expect(slip.text).toMatch(/^INVALID_INPUT: [^]*node-postgres/);
  const none = await on.call("configure_connection", { stack: "cobol" });
  expect(none.text).toMatch(/^INVALID_INPUT: [^]*serverless-driver/);
  const edge = await on.call("configure_connection", { stack: "node-postgres", runtime: "edge" });
  expect(edge.text).toMatch(/^UNSUPPORTED: [^]*serverless-driver/);
  const http = await on.done("configure_connection", {
    stack: "serverless-driver",
    runtime: "edge",
  });
  expect(poolOf(http).size).toBe(0);
});
