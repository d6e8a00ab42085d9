import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Calling } from "../../../src/mcp/around.ts";
import { rememberPlaces } from "../../../src/around/place.ts";
import { collected } from "../../helpers/collected.ts";
import { openLimits } from "../../helpers/around.ts";
import { connect, textOf } from "../../helpers/client.ts";
import { localNeon } from "../../helpers/local-neon.ts";
import { serveLocal } from "../../helpers/served.ts";

test("a branch is one place by its name, its id and as the default; the audit log has its ids", async () => {
  const folder = mkdtempSync(join(tmpdir(), "neon-dba-place-"));
  const audit = join(folder, "audit.jsonl");
  await using neon = await localNeon();
  await using server = serveLocal(neon, ["--access", "full", "--confirm", "never"]);
  const { config } = openLimits(server.config, { rateLimit: 1_000, concurrency: 1, audit });
  await using client = await connect(config);
  const [project] = (await neon.api.listProjects({})).data.projects;
  const { branches } = (await neon.api.listProjectBranches({ projectId: project?.id ?? "" })).data;
  const main = branches.find(({ default: isDefault }) => isDefault);
  const inside = async (target?: Record<string, string>): Promise<string[]> => {
    const sql = "select clock_timestamp() as begun from pg_sleep(0.2)";
    const args = { sql, mode: "write", ...(target === undefined ? {} : { target }) };
    const told: string[] = [];
    const result = await client.callTool(
      { name: "run_sql", arguments: args },
      { onprogress: ({ message = "" }) => told.push(message) },
    );
    expect(result.isError, textOf(result)).not.toBe(true);
    return told.filter((message) => message.startsWith("waiting"));
  };
  const targets = [undefined, { branch: "main" }, { branch: main?.id ?? "" }];
  // where each leads is known from here on, so that the three meet
  for (const target of targets) await inside(target);
  const waited = await Promise.all(targets.map(inside));
  expect(waited.flat().toSorted()).toEqual([
    "waiting for a turn on this target: 0 before this one",
    "waiting for a turn on this target: 1 before this one",
  ]);
  await client.callTool({ name: "create_branch", arguments: { name: "other" } });
  const elsewhere = await Promise.all([inside(undefined), inside({ branch: "other" })]);
  expect(elsewhere).toEqual([[], []]);
  const misspelt = { sql: "delete from t", mode: "write", target: { branch: "maim" } };
  await client.callTool({ name: "run_sql", arguments: misspelt });
  const lines = readFileSync(audit, "utf8").trimEnd().split("\n");
  rmSync(folder, { recursive: true });
  const begins = lines
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ event }) => event === "begin");
  const onMain = { project: project?.id, branch: main?.id };
  expect(begins.slice(0, 6).map(({ target }) => target)).toEqual(Array(6).fill(onMain));
  expect(begins[6]).toMatchObject({ tool: "create_branch", target: { project: project?.id } });
  expect(begins.at(-1)).toMatchObject({ tool: "run_sql", target: {} });
  expect(lines.at(-1)).toContain('"outcome":"refused","code":"NOT_FOUND"');
  expect(lines.join()).not.toContain("maim");
}, 60_000);

test("of the names that callers wrote, however long, nothing is remembered", async () => {
  await using server = serveLocal({ home: join(tmpdir(), "neon-dba-place-none") });
  const { deps, tools } = server.config;
  const tool = tools.find(({ name }) => name === "run_sql");
  if (tool === undefined) throw new Error("run_sql is gone");
  const placeOf = rememberPlaces();
  const call = (branch: string): Promise<object> =>
    placeOf({
      tool,
      args: { target: { branch } },
      principal: "somebody",
      deps: { ...deps, neon: () => Promise.reject(new Error("no Neon is needed here")) },
      traceparent: undefined,
      signal: new AbortController().signal,
      progress: () => {},
      method: "tools/call",
      onAgreed: new Set(),
    } satisfies Calling);
  await call("main");
  const before = collected("heapUsed");
  for (let at = 0; at < 50; at++) expect(await call(`${at}`.padEnd(1_000_000, "x"))).toEqual({});
  await expect.poll(() => collected("heapUsed") - before).toBeLessThan(10);
  expect(await call("main")).toEqual({});
});
