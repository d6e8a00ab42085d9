import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ServerConfig } from "../../../src/mcp/server.ts";
import { connect, textOf } from "../../helpers/client.ts";
import { type LocalNeon, localNeon } from "../../helpers/local-neon.ts";
import { testDatabase, type TestDatabase } from "../../helpers/postgres.ts";
import { serve, serveLocal, serveNeon } from "../../helpers/served.ts";

let neon: LocalNeon;
let database: TestDatabase;
beforeAll(async () => {
  [neon, database] = await Promise.all([localNeon(), testDatabase()]);
});
afterAll(async () => {
  await neon[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

type Answer = { text: string; isError: boolean; structured: Record<string, unknown> };

async function call(
  config: ServerConfig,
  name: string,
  args: Record<string, unknown>,
): Promise<Answer> {
  await using client = await connect(config);
  const result = await client.callTool({ name, arguments: args }, { timeout: 60_000 });
  return {
    text: textOf(result),
    isError: result.isError === true,
    structured: (result.structuredContent ?? {}) as Record<string, unknown>,
  };
}

const deployments = {
  local: () => serveLocal(neon, ["--access", "full"]),
  neon: () => serveNeon(neon, ["--access", "full"]),
  url: () => serve(database.url, ["--access", "full"]),
};

describe.each(["local", "neon", "url"] as const)("on %s", (deployment) => {
  test("the same tools say where they were", async () => {
    await using server = deployments[deployment]();
    const table = `notes_${deployment}`;
    const sql = `create table ${table} (id int primary key); insert into ${table} select generate_series(1, 9)`;
    const written = await call(server.config, "run_sql", { sql, mode: "write" });
    expect(written.isError, written.text).toBe(false);
    const where =
      deployment === "url"
        ? { deployment, database: database.name }
        : {
            deployment,
            project: "local",
            branch: "main",
            database: "neondb",
            role: "neondb_owner",
          };
    const read = await call(server.config, "run_sql", { sql: `select count(*) from ${table}` });
    expect(read.structured).toMatchObject({
      target: where,
      connection: deployment === "url" ? "direct" : "pooled",
      results: [{ rows: [[9]] }],
    });
    const described = await call(server.config, "describe_database", { objects: [table] });
    expect(described.structured).toMatchObject({ database: { name: where.database } });
    const plan = `select * from ${table} where id = 3`;
    const explained = await call(server.config, "explain_query", { sql: plan, analyze: true });
    expect(explained.structured).toMatchObject({ target: where });
  });
});

test("a target is named by names or ids, and a wrong one answers with the nearest", async () => {
  await using server = serveLocal(neon);
  const { data } = await neon.api.listProjects({});
  const [project] = data.projects;
  const { branches } = (await neon.api.listProjectBranches({ projectId: project?.id ?? "" })).data;
  const ids = { project: project?.id, branch: branches[0]?.id, database: "neondb" };
  const read = { sql: "select 1" };
  const byId = await call(server.config, "run_sql", { ...read, target: ids });
  expect(byId.structured).toMatchObject({ target: { project: "local", branch: "main" } });
  for (const [target, words] of [
    [{ project: "lokal" }, "`local`"],
    [{ branch: "mian" }, "`main`"],
    [{ database: "neodb" }, "`neondb`"],
  ] as const) {
    const wrong = await call(server.config, "run_sql", { ...read, target });
    expect(wrong.text).toMatch(/^NOT_FOUND/);
    expect(wrong.text).toContain(words);
  }
});

test("a role that the platform made logs in as itself, one made with SQL is switched to", async () => {
  await using server = serveLocal(neon, ["--access", "full"]);
  const sql = "create role reader; grant reader to current_user with set true";
  await call(server.config, "run_sql", { sql, mode: "write" });
  const who = "select session_user::text, current_user::text";
  for (const [role, rows] of [
    ["neondb_owner", [["neondb_owner", "neondb_owner"]]],
    ["reader", [["neondb_owner", "reader"]]],
  ] as const) {
    const { structured } = await call(server.config, "run_sql", { sql: who, target: { role } });
    expect(structured).toMatchObject({ target: { role }, results: [{ rows }] });
  }
});

test("access read lists no tool that changes a branch", async () => {
  await using server = serveLocal(neon, ["--access", "read"]);
  await using client = await connect(server.config);
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toEqual([
    "advise_indexes",
    "audit_security",
    "check_integrity",
    "compare_queries",
    "compare_schemas",
    "describe_database",
    "design_schema",
    "explain_delete",
    "explain_query",
    "export_migration",
    "find_slow_queries",
    "generate_models",
    "generate_rls",
    "lint_migration",
    "list_branches",
    "migration_status",
    "plan_migration",
    "prove_rls",
    "rehearse_migration",
    "review_schema",
    "run_sql",
  ]);
});

test("branches where there are none", async () => {
  await using server = serve(database.url);
  for (const [tool, args] of [
    ["list_branches", {}],
    ["create_branch", { name: "x" }],
    ["run_sql", { sql: "select 1", target: { branch: "main" } }],
  ] as const)
    expect((await call(server.config, tool, args)).text).toMatch(/^UNSUPPORTED/);
});
